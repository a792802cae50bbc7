package io.mr3.hive.shell;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hive.common.util.HiveVersionInfo;

/** Main of {@code bin/hive}: Hive's own CLI, with our defaults under the user's settings and an engine under Hive. */
public final class HiveShell {
    private static final String USAGE = """
            usage: hive [--engine=mr3|tez] [options of Hive's shell]
                   hive --service NAME [options of the service]
                   hive -u jdbc:hive2://HOST:PORT/ [options of Beeline]

             --engine=mr3          run queries on mr3 (default)
             --engine=tez          run them on stock Tez in local mode, one task at a time, to compare
             --service NAME        cli (this shell, default), beeline, hiveserver2, metastore or schematool
             --version             versions of mr3 and Hive
             --help                this text

            Hive's own options; without -e and -f it reads statements from its prompt or from standard input:
             -e STATEMENTS         run these
             -f FILE               run this file
             -i FILE               run this file first
             -S                    silent: no messages beside the rows
             -v                    echo each statement
             -d, --define K=V      variable for ${K} in statements; also --hivevar K=V
             --hiveconf K=V        setting; wins over every settings file
             --database NAME       database to start in

            Data, metastore and logs live in $MR3_DATA, or else in ~/.mr3. Settings in HIVE_CONF_DIR, HADOOP_CONF_DIR,
            HIVE_OPTS, HIVE_AUX_JARS_PATH and ~/.hiverc win over the built-in defaults.""";

    private HiveShell() {}

    /**
     * @param args the words after {@code bin/hive}
     */
    public static void main(String[] args) throws Exception {
        int exitCode;
        try {
            exitCode = run(Stream.concat(fromEnvironment(), Arrays.stream(args)).toList());
        } catch (BadInput e) {
            System.err.println("hive: " + e.getMessage());
            exitCode = 1;
        }
        // threads of Hive's metastore client outlive the session
        System.exit(exitCode);
    }

    private static int run(List<String> words) throws Exception {
        ShellOptions options = ShellOptions.parse(words);
        return switch (options.request()) {
            case HELP -> help();
            case VERSION -> version();
            case RUN -> session(options);
        };
    }

    private static int session(ShellOptions options) throws Exception {
        DataDirectory data = DataDirectory.locate(System.getenv(), System.getProperty("user.home"));
        Home home = Home.fromLauncher();
        data.prepare();
        SessionProperties.set(home, data, home.shellLogging());
        return new HiveSession(home, data).run(options);
    }

    private static int help() {
        System.out.println(USAGE);
        return 0;
    }

    private static int version() {
        String ours = HiveShell.class.getPackage().getImplementationVersion();
        System.out.println("mr3 " + (ours == null ? "(not packaged)" : ours));
        System.out.println("Hive " + HiveVersionInfo.getVersion());
        return 0;
    }

    private static Stream<String> fromEnvironment() {
        String words = System.getenv().getOrDefault("HIVE_OPTS", "");
        return Arrays.stream(words.trim().split("\\s+")).filter(word -> !word.isEmpty());
    }
}
