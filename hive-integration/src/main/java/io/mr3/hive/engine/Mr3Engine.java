package io.mr3.hive.engine;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfLoader;
import io.mr3.config.ConfigException;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.EngineAttachment;
import io.mr3.hive.shell.EngineChoice;
import io.mr3.hive.shell.ShellSettings;
import io.mr3.hive.shell.WithoutTezLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/**
 * Puts mr3 under Hive's shell: the DAGAppMaster that {@code mr3.am.address} names, or one in this process, with workers as
 * its settings say.
 */
public final class Mr3Engine implements EngineAttachment {
    private static final long MB = 1L << 20;

    @Override
    public EngineChoice choice() {
        return EngineChoice.MR3;
    }

    @Override
    public Map<String, String> hiveDefaults(DataDirectory data, Map<String, String> hiveconf) {
        try {
            return LlapIo.hiveDefaults(load(data, hiveconf, Map.of(), Map.of()));
        } catch (ConfigException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    @Override
    public Attached attach(ShellSettings settings) throws IOException {
        try {
            Mr3Conf conf = settings(settings, Map.of());
            if (!conf.get(AmKeys.ADDRESS).isEmpty()) {
                return SharedEngine.attach(settings, withDaemons(settings, Map.of()), Mr3Engine::tell);
            }
            return embed(
                    settings,
                    LocalWorkerKind.isThread(conf)
                            ? settings(settings, taskMemory(settings))
                            : withDaemons(settings, taskMemory(settings)));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static void tell(String dag, String wait) {
        System.err.println("mr3: the query " + wait);
    }

    private static Attached embed(ShellSettings settings, Mr3Conf conf) {
        if (LocalWorkerKind.isThread(conf)) {
            checkHeap(conf);
            WithoutTezLines.install();
        }
        EmbeddedMaster master;
        try {
            master = EmbeddedMaster.start(
                    conf,
                    ProcessLog.file().orElse(Path.of(conf.get(StorageKeys.LOG_DIR))),
                    notice -> System.err.println("mr3: " + notice));
        } catch (IOException e) {
            throw new BadInput("mr3 cannot start: " + e.getMessage(), e);
        }
        SessionSettingsHook.check(new SessionSettings(conf, given(settings, master.clientSettings()), Mr3Engine::tell));
        return new Attached() {
            @Override
            public Map<String, String> hiveSettings() {
                return master.clientSettings();
            }

            @Override
            public void close() {
                master.close();
            }
        };
    }

    private static Mr3Conf settings(ShellSettings shell, Map<String, String> ofHive) {
        return load(shell.data(), shell.hiveconf(), withSharedDirectories(shell, ofHive), Map.of());
    }

    /** What queries read and leave must be the same on every host. */
    private static Map<String, String> withSharedDirectories(ShellSettings shell, Map<String, String> ofHive) {
        Map<String, String> all = new LinkedHashMap<>(ofHive);
        Configuration session = session(shell);
        String directories = Stream.of(ConfVars.SCRATCH_DIR, ConfVars.METASTORE_WAREHOUSE)
                .map(directory -> session.get(directory.varname, ""))
                .filter(directory -> !directory.isEmpty())
                .collect(Collectors.joining(","));
        all.put(StorageKeys.SHARED_DIRS.name(), directories);
        return all;
    }

    /**
     * The settings where workers are processes: with the daemons that Hive has in them.
     *
     * @param ofHive below what the user says
     */
    static Mr3Conf withDaemons(ShellSettings shell, Map<String, String> ofHive) {
        Map<String, String> daemons = LlapIo.daemonSettings(
                settings(shell, ofHive), session(shell), shell.hiveconf().keySet());
        return load(shell.data(), shell.hiveconf(), withSharedDirectories(shell, ofHive), daemons);
    }

    private static Configuration session(ShellSettings shell) {
        Configuration session = new Configuration(shell.configuration());
        shell.hiveconf().forEach(session::set);
        return session;
    }

    /** Ours under the files, under system properties, under the command line; other keys of the latter are Hive's. */
    private static Mr3Conf load(
            DataDirectory data, Map<String, String> hiveconf, Map<String, String> ofHive, Map<String, String> daemons) {
        return new ConfLoader()
                .values("Hive's settings", ofHive)
                .values("data directory", data.layout().settings())
                .standard()
                .values("--hiveconf", onCommandLine(hiveconf))
                .values("Hive's daemons", daemons)
                .load();
    }

    private static Map<String, String> onCommandLine(Map<String, String> hiveconf) {
        Map<String, String> ours = new LinkedHashMap<>(hiveconf);
        ours.keySet().removeIf(key -> !key.startsWith("mr3."));
        return ours;
    }

    /** What stands in a session's configuration before the session sets anything. */
    static Map<String, String> given(ShellSettings shell, Map<String, String> clientSettings) {
        Map<String, String> given = onCommandLine(shell.hiveconf());
        given.putAll(clientSettings);
        return given;
    }

    /** What Hive asks for each of its attempts is what a slot has, unless somebody says otherwise. */
    static Map<String, String> taskMemory(ShellSettings shell) {
        int containerMb = session(shell).getInt(ConfVars.HIVE_TEZ_CONTAINER_SIZE.varname, -1);
        return containerMb > 0 ? Map.of(ContainerKeys.SLOT_MEMORY.name(), Integer.toString(containerMb)) : Map.of();
    }

    /** A thread worker takes its slots out of the shell's heap; too small a heap would end in an OutOfMemoryError. */
    private static void checkHeap(Mr3Conf conf) {
        int slots = conf.get(ContainerKeys.SLOTS);
        int slotMb = conf.get(ContainerKeys.SLOT_MEMORY);
        long needed = EmbeddedMaster.workerHeapMb(conf);
        long heap = Runtime.getRuntime().maxMemory() / MB;
        if (heap < needed) {
            throw new BadInput(ContainerKeys.SLOTS.name() + ": " + slots + " slots of " + slotMb
                    + " MB in the shell's own process need a heap of " + needed + " MB, got " + heap
                    + " MB; set MR3_SHELL_HEAP, or " + AmKeys.LOCAL_WORKER.name() + "=process");
        }
    }
}
