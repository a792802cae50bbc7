package io.mr3.hive.shell;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hive.conf.HiveConf;

/** Lets tests drive Hive in a process of their own exactly as {@code bin/hive} does, but without its CLI. */
public final class ShellConfiguration {
    private ShellConfiguration() {}

    /**
     * Prepares this process, which must not have touched Hive before, and puts the engine under it.
     *
     * @param words what would follow {@code bin/hive}: {@code --engine=…} and {@code --hiveconf key=value}
     * @throws BadInput if the settings cannot be honoured
     */
    public static HiveConf open(List<String> words) throws IOException {
        ShellOptions options = ShellOptions.parse(words);
        DataDirectory data = DataDirectory.locate(System.getenv(), System.getProperty("user.home"));
        Home home = Home.fromLauncher();
        data.prepare();
        SessionProperties.set(home, data, home.shellLogging());
        HiveSession session = new HiveSession(home, data);
        HiveConf conf = session.configuration(options);
        EngineSettings engine = session.attach(options, conf);
        List<String> arguments = options.hiveArguments();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String[] setting = arguments.get(i + 1).split("=", 2);
            conf.set(setting[0], setting[1]);
        }
        engine.forSession(conf).forEach(conf::set);
        return conf;
    }
}
