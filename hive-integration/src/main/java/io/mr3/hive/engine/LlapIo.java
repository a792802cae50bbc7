package io.mr3.hive.engine;

import io.mr3.config.ContainerKeys;
import io.mr3.config.DaemonKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/**
 * Hive's columnar cache (LLAP I/O) in its workers: there where workers have memory for it. The service itself is a daemon of
 * another module, which is named here and loaded elsewhere.
 */
final class LlapIo {
    private static final String DAEMON = "llap-io";
    private static final String SERVICE = "io.mr3.llap.LlapIoService";
    private static final String LOCATIONS = "io.mr3.llap.WorkerSplitLocationProvider";

    /** Of Tez: a task reads splits that prefer one worker, and never those that are left over of several. */
    private static final String ONE_WORKER_PER_TASK = "tez.grouping.node.local.only";

    /** The daemon gets these from nowhere else; the first is what queries say, the others follow from the group's size. */
    private static final Set<ConfVars> NOT_HANDED_ON =
            Set.of(ConfVars.LLAP_IO_ENABLED, ConfVars.LLAP_IO_MEMORY_MODE, ConfVars.LLAP_IO_MEMORY_MAX_SIZE);

    private LlapIo() {}

    /**
     * What Hive starts from, below the user's own settings. The same whatever form workers have: a thread has no cache, but its
     * plans are those of a process.
     */
    static Map<String, String> hiveDefaults(Mr3Conf conf) {
        return conf.get(ContainerKeys.CACHE) == 0
                ? Map.of()
                : Map.of(
                        ConfVars.LLAP_IO_ENABLED.varname,
                        "true",
                        ConfVars.LLAP_SPLIT_LOCATION_PROVIDER_CLASS.varname,
                        LOCATIONS,
                        ONE_WORKER_PER_TASK,
                        "true");
    }

    /**
     * What attaches the daemon to workers in processes, over all that the user says; nothing if they have no memory for a cache.
     *
     * @param hive the session's settings
     * @param onCommandLine keys of those that the user gave there
     * @throws BadInput if the cache is wanted where it can't serve
     */
    static Map<String, String> daemonSettings(Mr3Conf conf, Configuration hive, Set<String> onCommandLine) {
        if (conf.get(ContainerKeys.CACHE) == 0) {
            return Map.of();
        }
        if (hive.getBoolean(ConfVars.HIVE_SERVER2_ENABLE_DOAS.varname, false)) {
            throw new BadInput(
                    ContainerKeys.CACHE.name() + ": expected 0 with " + ConfVars.HIVE_SERVER2_ENABLE_DOAS.varname
                            + "=true, got " + conf.get(ContainerKeys.CACHE)
                            + ": Hive's cache (LLAP I/O) does not serve users that HiveServer2 impersonates");
        }
        if (LlapIo.class.getClassLoader().getResource(SERVICE.replace('.', '/') + ".class") == null) {
            throw new BadInput(
                    ContainerKeys.CACHE.name() + ": expected the jar of llap-daemon, which is Hive's cache, on the"
                            + " class path, found none; add it, or set 0");
        }
        return attach(conf, payload(hive, onCommandLine));
    }

    private static Map<String, String> attach(Mr3Conf conf, String payload) {
        List<String> daemons = new ArrayList<>(conf.get(DaemonKeys.DAEMONS));
        if (!daemons.contains(DAEMON)) {
            daemons.add(DAEMON);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(DaemonKeys.DAEMONS.name(), String.join(",", daemons));
        settings.put(DaemonKeys.CLASS.named(DAEMON).name(), SERVICE);
        if (!conf.isSet(DaemonKeys.PAYLOAD.named(DAEMON))) {
            settings.put(DaemonKeys.PAYLOAD.named(DAEMON).name(), payload);
        }
        return settings;
    }

    /** What the user tells Hive's cache: whatever is not Hive's default, or was said, since our defaults are others. */
    static String payload(Configuration hive, Set<String> onCommandLine) {
        return Arrays.stream(ConfVars.values())
                .filter(setting -> setting.varname.startsWith("hive.llap.io.") && !NOT_HANDED_ON.contains(setting))
                .filter(setting -> {
                    String value = hive.get(setting.varname);
                    return onCommandLine.contains(setting.varname)
                            || value != null && !value.equals(setting.getDefaultValue());
                })
                .map(setting -> setting.varname + "=" + hive.get(setting.varname))
                .collect(Collectors.joining("\n"));
    }
}
