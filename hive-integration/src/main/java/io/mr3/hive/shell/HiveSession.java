package io.mr3.hive.shell;

import io.mr3.hive.shell.EngineAttachment.Attached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
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
        HiveConf conf = configuration();
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

    /** What Hive is configured with, whatever its engine; its metastore is open. */
    HiveConf configuration() {
        layDefaultsUnderUserSettings();
        HiveConf conf = new HiveConf(SessionState.class);
        new EmbeddedMetastore(data.metastore(), home.metastoreTemplate()).openFor(conf);
        return conf;
    }

    /** Puts an engine under this process, until it ends. */
    EngineSettings attach(ShellOptions options, HiveConf conf) throws IOException {
        if (options.engine() == EngineChoice.MR3) {
            compileForSharedWorkers(conf);
        }
        Attached engine = attachment(options.engine()).attach(new ShellSettings(data, conf, options.hiveconf()));
        ShutdownHookManager.get().addShutdownHook(engine::close, AFTER_HIVE);
        EngineSettings settings = new EngineSettings(options.engine(), engine.hiveSettings());
        settings.checkNotGivenByUser(options);
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

    private void layDefaultsUnderUserSettings() {
        Map<String, String> defaults = SiteLayers.read(home.hiveDefaults(), data);
        defaults.put(
                ConfVars.HIVE_LOG4J_FILE.varname,
                SessionProperties.logging(home).toString());
        String auxiliaryJars = System.getenv("HIVE_AUX_JARS_PATH");
        if (auxiliaryJars != null) {
            defaults.put(ConfVars.HIVE_AUX_JARS.varname, auxiliaryJars.replace(':', ','));
        }
        defaults.put(
                ConfVars.SCRATCH_DIR.varname,
                "file://" + UnescapedPath.of(data.root()).resolve("scratch/hive"));
        SiteLayers layers = new SiteLayers(HiveSession.class.getClassLoader());
        Configuration site = layers.merge(defaults, HiveConf.getHiveSiteLocation());
        HiveConf.setHiveSiteLocation(SiteLayers.inMemory(site));
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
