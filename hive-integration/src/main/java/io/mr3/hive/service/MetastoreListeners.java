package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;

/** The ports of a metastore with a configuration, an environment and a command line. */
final class MetastoreListeners {
    private static final List<String> WITHOUT_CHECK = List.of("", "NONE", "NOSASL");

    private final Configuration conf;
    private final Map<String, String> environment;
    private final List<String> words;

    MetastoreListeners(Configuration conf, Map<String, String> environment, List<String> words) {
        this.conf = conf;
        this.environment = environment;
        this.words = words;
    }

    boolean helpIsWanted() {
        return words.contains("-h") || words.contains("--help");
    }

    List<Listener> all() {
        List<Listener> all = new ArrayList<>();
        String mode = MetastoreConf.getVar(conf, ConfVars.THRIFT_TRANSPORT_MODE).toLowerCase(Locale.ROOT);
        if (mode.equals("http")) {
            // Hive gives its HTTP server no address, so that it listens on all
            all.add(new Listener(
                    ConfVars.THRIFT_TRANSPORT_MODE.getHiveName(),
                    mode,
                    "binary",
                    "",
                    ConfVars.SERVER_PORT.getHiveName(),
                    port(),
                    authentication().equals("JWT")
                            ? ""
                            : ConfVars.THRIFT_METASTORE_AUTHENTICATION.getHiveName() + " is not JWT"));
        } else {
            String host = MetastoreConf.getVar(conf, ConfVars.THRIFT_BIND_HOST).trim();
            all.add(new Listener(
                    ConfVars.THRIFT_BIND_HOST.getHiveName(),
                    host,
                    "",
                    host,
                    ConfVars.SERVER_PORT.getHiveName(),
                    port(),
                    weakness()));
        }
        int servlet = MetastoreConf.getIntVar(conf, ConfVars.PROPERTIES_SERVLET_PORT);
        if (servlet >= 0) {
            all.add(properties(servlet));
        }
        return all;
    }

    /** Listens on all addresses, too. */
    private Listener properties(int port) {
        String method = MetastoreConf.getVar(conf, ConfVars.PROPERTIES_SERVLET_AUTH);
        String key = ConfVars.PROPERTIES_SERVLET_PORT.getHiveName();
        return new Listener(
                key,
                Integer.toString(port),
                "-1",
                "",
                key,
                port,
                method.equalsIgnoreCase("jwt") ? "" : ConfVars.PROPERTIES_SERVLET_AUTH.getHiveName() + " is " + method);
    }

    private String weakness() {
        boolean sasl = MetastoreConf.getBoolVar(conf, ConfVars.USE_THRIFT_SASL);
        return sasl || !WITHOUT_CHECK.contains(authentication())
                ? ""
                : ConfVars.USE_THRIFT_SASL.getHiveName() + " is false and "
                        + ConfVars.THRIFT_METASTORE_AUTHENTICATION.getHiveName() + " is " + authentication();
    }

    private String authentication() {
        return MetastoreConf.getVar(conf, ConfVars.THRIFT_METASTORE_AUTHENTICATION)
                .trim()
                .toUpperCase(Locale.ROOT);
    }

    /** {@code -p}, or a number alone, then the environment, then the setting, as Hive's main reads them. */
    private int port() {
        int option = words.indexOf("-p");
        if (option >= 0 && option + 1 < words.size()) {
            return number("-p", words.get(option + 1));
        }
        String fromEnvironment = environment.get("METASTORE_PORT");
        if (fromEnvironment != null) {
            return number("environment variable METASTORE_PORT", fromEnvironment);
        }
        return words.isEmpty() ? MetastoreConf.getIntVar(conf, ConfVars.SERVER_PORT) : number("port", words.get(0));
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadInput(what + ": expected a port, got '" + text + "'", e);
        }
    }
}
