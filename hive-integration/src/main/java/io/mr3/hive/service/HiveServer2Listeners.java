package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/** The ports of a HiveServer2 with a configuration and an environment. */
final class HiveServer2Listeners {
    private static final List<String> WITHOUT_CHECK = List.of("", "NONE", "NOSASL");

    private final HiveConf conf;
    private final Map<String, String> environment;

    HiveServer2Listeners(HiveConf conf, Map<String, String> environment) {
        this.conf = conf;
        this.environment = environment;
    }

    List<Listener> all() {
        List<Listener> all = new ArrayList<>();
        String mode = conf.getVar(ConfVars.HIVE_SERVER2_TRANSPORT_MODE).toLowerCase(Locale.ROOT);
        if (!mode.equals("http")) {
            all.add(binary());
        }
        if (!mode.equals("binary")) {
            all.add(http(mode));
        }
        int webPort = conf.getIntVar(ConfVars.HIVE_SERVER2_WEBUI_PORT);
        if (webPort > 0) {
            all.add(web(webPort));
        }
        return all;
    }

    private Listener binary() {
        String fromEnvironment = environment.get("HIVE_SERVER2_THRIFT_BIND_HOST");
        String host = fromEnvironment == null ? conf.getVar(ConfVars.HIVE_SERVER2_THRIFT_BIND_HOST) : fromEnvironment;
        return new Listener(
                fromEnvironment == null
                        ? ConfVars.HIVE_SERVER2_THRIFT_BIND_HOST.varname
                        : "environment variable HIVE_SERVER2_THRIFT_BIND_HOST",
                host,
                "",
                host,
                ConfVars.HIVE_SERVER2_THRIFT_PORT.varname,
                port("HIVE_SERVER2_THRIFT_PORT", ConfVars.HIVE_SERVER2_THRIFT_PORT),
                weakness());
    }

    /** Hive gives its HTTP server no address, so that it listens on all. */
    private Listener http(String mode) {
        return new Listener(
                ConfVars.HIVE_SERVER2_TRANSPORT_MODE.varname,
                mode,
                "binary",
                "",
                ConfVars.HIVE_SERVER2_THRIFT_HTTP_PORT.varname,
                port("HIVE_SERVER2_THRIFT_HTTP_PORT", ConfVars.HIVE_SERVER2_THRIFT_HTTP_PORT),
                weakness());
    }

    private Listener web(int port) {
        boolean authenticates = conf.getBoolVar(ConfVars.HIVE_SERVER2_WEBUI_USE_SPNEGO)
                || conf.getBoolVar(ConfVars.HIVE_SERVER2_WEBUI_USE_PAM);
        String host = conf.getVar(ConfVars.HIVE_SERVER2_WEBUI_BIND_HOST);
        return new Listener(
                ConfVars.HIVE_SERVER2_WEBUI_BIND_HOST.varname,
                host,
                "",
                host,
                ConfVars.HIVE_SERVER2_WEBUI_PORT.varname,
                port,
                authenticates
                        ? ""
                        : ConfVars.HIVE_SERVER2_WEBUI_USE_SPNEGO.varname + " and "
                                + ConfVars.HIVE_SERVER2_WEBUI_USE_PAM.varname + " are false");
    }

    private int port(String variable, ConfVars setting) {
        String given = environment.get(variable);
        if (given == null) {
            return conf.getIntVar(setting);
        }
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new BadInput("environment variable " + variable + ": expected a port, got '" + given + "'", e);
        }
    }

    private String weakness() {
        String types = conf.getVar(ConfVars.HIVE_SERVER2_AUTHENTICATION);
        boolean checksAll = Arrays.stream(types.split(",", -1))
                .map(type -> type.trim().toUpperCase(Locale.ROOT))
                .noneMatch(WITHOUT_CHECK::contains);
        return checksAll ? "" : ConfVars.HIVE_SERVER2_AUTHENTICATION.varname + " is " + types;
    }
}
