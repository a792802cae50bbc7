package io.mr3.hive.engine;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfLoader;
import io.mr3.config.ConfigException;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.config.StorageKeys;
import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.EngineAttachment;
import io.mr3.hive.shell.EngineChoice;
import io.mr3.hive.shell.ShellSettings;
import io.mr3.hive.shell.WithoutTezLines;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/** Puts mr3 under Hive's shell: a DAGAppMaster in this process, with workers as its settings say. */
public final class Mr3Engine implements EngineAttachment {
    private static final long MB = 1L << 20;

    @Override
    public EngineChoice choice() {
        return EngineChoice.MR3;
    }

    @Override
    public Attached attach(ShellSettings settings) throws IOException {
        EmbeddedMaster master;
        Mr3Conf conf;
        try {
            conf = settings(settings);
            if (runsInThisProcess(conf)) {
                checkHeap(conf);
                WithoutTezLines.install();
            }
            master = EmbeddedMaster.start(conf);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        } catch (IOException e) {
            throw new BadInput("mr3 cannot start: " + e.getMessage(), e);
        }
        SessionSettingsHook.check(new SessionSettings(
                conf,
                given(settings, master.clientSettings()),
                (dag, reason) -> System.err.println("mr3: the query " + reason)));
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

    private static boolean runsInThisProcess(Mr3Conf conf) {
        return conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL
                && conf.get(AmKeys.LOCAL_WORKER) == LocalWorkerKind.THREAD;
    }

    /** Ours under the files, under system properties, under the command line; other keys of the latter are Hive's. */
    static Mr3Conf settings(ShellSettings shell) {
        return new ConfLoader()
                .values("the shell", underData(shell.data(), shell))
                .standard()
                .values("--hiveconf", onCommandLine(shell))
                .load();
    }

    private static Map<String, String> onCommandLine(ShellSettings shell) {
        Map<String, String> ours = new LinkedHashMap<>(shell.hiveconf());
        ours.keySet().removeIf(key -> !key.startsWith("mr3."));
        return ours;
    }

    /** What stands in the session's configuration before the session sets anything. */
    static Map<String, String> given(ShellSettings shell, Map<String, String> clientSettings) {
        Map<String, String> given = onCommandLine(shell);
        given.putAll(clientSettings);
        return given;
    }

    private static Map<String, String> underData(DataDirectory data, ShellSettings shell) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(StorageKeys.DATA_DIR.name(), data.root().toString());
        values.put(
                StorageKeys.LOCAL_DIRS.name(),
                data.root().resolve("scratch/mr3").toString());
        values.put(StorageKeys.LOG_DIR.name(), data.logs().toString());
        values.put(
                StorageKeys.EVENT_LOG_DIR.name(), data.root().resolve("history").toString());
        int containerMb = taskMemory(shell);
        if (containerMb > 0) {
            values.put(ContainerKeys.SLOT_MEMORY.name(), Integer.toString(containerMb));
        }
        return values;
    }

    /** What Hive asks for each of its attempts is what a slot has, unless somebody says otherwise. */
    private static int taskMemory(ShellSettings shell) {
        Configuration session = new Configuration(shell.configuration());
        shell.hiveconf().forEach(session::set);
        return session.getInt(ConfVars.HIVE_TEZ_CONTAINER_SIZE.varname, -1);
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
