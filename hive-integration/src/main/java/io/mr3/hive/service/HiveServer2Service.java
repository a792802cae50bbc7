package io.mr3.hive.service;

import io.mr3.hive.engine.SharedEngine;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.EmbeddedMetastore;
import io.mr3.hive.shell.EngineChoice;
import io.mr3.hive.shell.EngineSettings;
import io.mr3.hive.shell.HiveSite;
import io.mr3.hive.shell.Home;
import io.mr3.hive.shell.ShellSettings;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hive.service.server.HiveServer2;

/** Hive's own HiveServer2, with an engine outside of this process under its sessions. */
final class HiveServer2Service {
    /** In place of an exit code: the server's threads keep the process alive. */
    static final int RUNS = -1;

    /**
     * Calcite remembers as many compiled handlers of metadata for the whole process. Their keys are planners, of which each
     * query has its own, so that no other query finds one: each only keeps the plan and the settings of its query in
     * memory, of some two hundred queries by Calcite's default. A query needs tens.
     */
    private static final String PLANNERS_KEPT = "calcite.metadata.handler.cache.maximum.size";

    private static final String ENOUGH_FOR_QUERIES_AT_ONCE = "300";

    private final Home home;
    private final DataDirectory data;

    HiveServer2Service(Home home, DataDirectory data) {
        this.home = home;
        this.data = data;
    }

    int run(List<String> words) throws IOException {
        ServiceOptions options = ServiceOptions.parse(words);
        if (System.getProperty(PLANNERS_KEPT) == null) {
            System.setProperty(PLANNERS_KEPT, ENOUGH_FOR_QUERIES_AT_ONCE);
        }
        new HiveSite(home, data).lay(SharedEngine.hiveDefaults(data, options.hiveconf()));
        HiveConf.overrides.putAll(options.hiveconf());
        if (!options.rest().isEmpty()) {
            // help, or an order to servers that run elsewhere
            HiveServer2.main(options.rest().toArray(String[]::new));
            return RUNS;
        }
        HiveConf.setLoadHiveServer2Config(true);
        HiveConf conf = new HiveConf(HiveServer2.class);
        List<Listener> listeners = new HiveServer2Listeners(conf, System.getenv()).all();
        listeners.forEach(Listener::check);
        new EmbeddedMetastore(data.metastore(), home.metastoreTemplate()).openFor(conf);
        SessionPoolSettings.check(conf).forEach(this::warn);
        SharedEngine engine = SharedEngine.attach(new ShellSettings(data, conf, options.hiveconf()));
        EngineSettings settings = new EngineSettings(EngineChoice.MR3, engine.hiveSettings());
        settings.checkNotGivenByUser(options.hiveconf());
        HiveConf.overrides.putAll(settings.forSession(conf));
        settings.checkReadBack(new HiveConf(HiveServer2.class));
        start(listeners, engine);
        return RUNS;
    }

    /** Hive says nothing on standard error, whether it starts or not. */
    private void start(List<Listener> listeners, SharedEngine engine) {
        String log = data.logs().resolve("hiveserver2.log").toString();
        Thread failed = new Thread(() -> System.err.println("hive: HiveServer2 did not start; its log is " + log));
        Runtime.getRuntime().addShutdownHook(failed);
        HiveServer2.main(new String[0]);
        Runtime.getRuntime().removeShutdownHook(failed);
        String ports = listeners.stream()
                .map(listener -> (listener.host().isEmpty() ? "*" : listener.host()) + ":" + listener.port())
                .collect(Collectors.joining(", "));
        System.err.println("hive: HiveServer2 listens on " + ports + ", its engine is " + engine.description()
                + ", its log " + log);
    }

    private void warn(String line) {
        System.err.println("hive: warning: " + line);
    }
}
