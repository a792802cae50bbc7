package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.Home;
import io.mr3.hive.shell.SessionProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Main of {@code bin/hive --service}: its first argument names the service, which ends the process when it is done. */
public final class ServiceMain {
    private ServiceMain() {}

    /**
     * @param args name of the service and its words
     */
    public static void main(String[] args) throws Throwable {
        int exitCode;
        try {
            exitCode = run(args[0], Arrays.asList(args).subList(1, args.length));
        } catch (BadInput e) {
            System.err.println("hive: " + e.getMessage());
            exitCode = 1;
        }
        if (exitCode != HiveServer2Service.RUNS) {
            System.exit(exitCode);
        }
    }

    private static int run(String service, List<String> words) throws Throwable {
        DataDirectory data = DataDirectory.locate(System.getenv(), System.getProperty("user.home"));
        Home home = Home.fromLauncher();
        data.prepare();
        boolean serves = service.equals("hiveserver2") || service.equals("metastore");
        System.setProperty("service.name", service);
        SessionProperties.set(home, data, serves ? home.serverLogging() : home.shellLogging());
        return switch (service) {
            case "hiveserver2" -> new HiveServer2Service(home, data).run(afterHiveOpts(words));
            case "metastore" -> new MetastoreService(home, data).run(words);
            case "schematool" -> new SchemaToolService(home, data).run(words);
            case "beeline" -> new BeelineService().run(afterHiveOpts(words));
            default ->
                throw new BadInput(
                        "expected service beeline, hiveserver2, metastore or schematool, got '" + service + "'");
        };
    }

    /** As with Hive's own launcher, the words of HIVE_OPTS come first. */
    private static List<String> afterHiveOpts(List<String> words) {
        List<String> all = new ArrayList<>(Arrays.asList(
                System.getenv().getOrDefault("HIVE_OPTS", "").trim().split("\\s+")));
        all.removeIf(String::isEmpty);
        all.addAll(words);
        return all;
    }
}
