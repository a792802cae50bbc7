package io.mr3.hive.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * The settings that lead Hive to its engine. They come from the launcher alone, so that a session never runs half on one
 * engine and half on another: whatever a file says loses, and the user is told where to choose.
 */
final class EngineSettings {
    private static final String RESTRICTED = ConfVars.HIVE_CONF_RESTRICTED_LIST.varname;

    private final EngineChoice choice;
    private final Map<String, String> settings;

    EngineSettings(EngineChoice choice, Map<String, String> settings) {
        this.choice = choice;
        this.settings = new TreeMap<>(settings);
    }

    void checkNotGivenByUser(ShellOptions options) {
        options.hiveconf().forEach((key, value) -> {
            if (settings.containsKey(key) && !settings.get(key).equals(value)) {
                throw new BadInput("--hiveconf " + key + " can't be given: --engine=" + choice.word() + " sets it");
            }
        });
    }

    /** Resolves each setting the way Tez's and YARN's clients will; a wrong one would make Hive wait for a cluster. */
    void checkReadBack(HiveConf conf) {
        HiveConf session = new HiveConf(conf);
        settings.forEach(session::set);
        YarnConfiguration resolved = new YarnConfiguration(session);
        settings.forEach((key, value) -> {
            String found = resolved.get(key);
            if (!value.equals(found)) {
                throw new BadInput("setting " + key + " of --engine=" + choice.word() + " resolves to '" + found
                        + "', not to '" + value + "'; a settings file of Hadoop or Hive makes it final");
            }
        });
    }

    /** Hive's arguments with these settings last, where they win, and closed to {@code set} in the session. */
    String[] appendTo(List<String> hiveArguments, HiveConf conf) {
        List<String> words = new ArrayList<>(hiveArguments);
        forSession(conf).forEach((key, value) -> {
            words.add("--hiveconf");
            words.add(key + "=" + value);
        });
        return words.toArray(String[]::new);
    }

    /** These settings, and the one that closes them to {@code set}. */
    Map<String, String> forSession(HiveConf conf) {
        Map<String, String> session = new TreeMap<>(settings);
        session.put(RESTRICTED, conf.get(RESTRICTED) + "," + String.join(",", settings.keySet()));
        return session;
    }
}
