package io.mr3.hive.shell;

import io.mr3.hive.shell.EngineAttachment.Attached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.hadoop.hive.cli.CliDriver;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hadoop.util.ShutdownHookManager;

/** One run of Hive's CLI on an engine. */
final class HiveSession {
    /** Hadoop's shutdown hooks run from high to low: Hive's own still need the engine to kill what is running. */
    static final int AFTER_HIVE = 1;

    private final Home home;
    private final DataDirectory data;

    HiveSession(Home home, DataDirectory data) {
        this.home = home;
        this.data = data;
    }

    /**
     * @return exit code of Hive's launcher
     */
    int run(ShellOptions options) throws Exception {
        HiveConf conf = configuration(options);
        EngineSettings settings = attach(options, conf);
        return new CliDriver().run(settings.appendTo(arguments(options), conf));
    }

    private static List<String> arguments(ShellOptions options) {
        List<String> arguments = new ArrayList<>();
        if (options.readsStandardInput() && System.console() != null) {
            // else Hive 4 leaves its prompt at the first statement that fails or is interrupted
            arguments.addAll(List.of("--hiveconf", ConfVars.CLI_IGNORE_ERRORS.varname + "=true"));
        }
        arguments.addAll(options.hiveArguments());
        return arguments;
    }

    /**
     * What Hive is configured with; its metastore is open.
     *
     * @param options of the command line, which may name another metastore; left to Hive's shell
     */
    HiveConf configuration(ShellOptions options) {
        Map<String, String> hiveconf = options.hiveconf();
        new HiveSite(home, data).lay(attachment(options.engine()).hiveDefaults(data, hiveconf));
        HiveConf conf = new HiveConf(SessionState.class);
        new EmbeddedMetastore(data.metastore(), home.metastoreTemplate()).openFor(with(hiveconf, conf));
        return conf;
    }

    private static HiveConf with(Map<String, String> hiveconf, HiveConf conf) {
        HiveConf session = new HiveConf(conf);
        hiveconf.forEach(session::set);
        return session;
    }

    /** Puts an engine under this process, until it ends. */
    EngineSettings attach(ShellOptions options, HiveConf conf) throws IOException {
        if (options.engine() == EngineChoice.MR3) {
            compileForSharedWorkers(conf);
        }
        Attached engine = attachment(options.engine()).attach(new ShellSettings(data, conf, options.hiveconf()));
        ShutdownHookManager.get().addShutdownHook(engine::close, AFTER_HIVE);
        EngineSettings settings = new EngineSettings(options.engine(), engine.hiveSettings());
        settings.checkNotGivenByUser(options.hiveconf());
        settings.checkReadBack(conf);
        return settings;
    }

    /**
     * Hive asks while compiling whether plans will run in a process of many attempts. The answer must not depend on
     * whether the workers share this JVM, so that both forms run the same plans. The map of plans that goes with it is
     * made without a lock at its first use, which is therefore here.
     */
    private static void compileForSharedWorkers(HiveConf conf) {
        LlapProxy.setDaemon(true);
        Utilities.clearWorkMap(conf);
    }

    private static EngineAttachment attachment(EngineChoice choice) {
        Stream<EngineAttachment> installed =
                ServiceLoader.load(EngineAttachment.class).stream().map(ServiceLoader.Provider::get);
        return Stream.concat(Stream.of(new StockTez()), installed)
                .filter(attachment -> attachment.choice() == choice)
                .findFirst()
                .orElseThrow(() -> new BadInput("engine " + choice.word() + " is not on the class path"));
    }
}
