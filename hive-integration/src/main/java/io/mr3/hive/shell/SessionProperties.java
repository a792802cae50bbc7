package io.mr3.hive.shell;

import java.net.URL;
import java.nio.file.Path;

/**
 * System properties that libraries read when their first class loads. No class of Hive, Derby or log4j may have been
 * touched before.
 */
public final class SessionProperties {
    private static final String LOGGING = "log4j2.configurationFile";

    private SessionProperties() {}

    /**
     * Sets them for a process of Hive's.
     *
     * @param logging what the process logs and where; a user's hive-log4j2.properties wins over it
     */
    public static void set(Home home, DataDirectory data, Path logging) {
        System.setProperty(DataDirectory.PROPERTY, data.root().toString());
        System.setProperty(
                "derby.stream.error.file", data.logs().resolve("derby.log").toString());
        System.setProperty("mr3.log.dir", data.logs().toString());
        System.setProperty("log4j.configuration", home.oldLogging().toUri().toString());
        System.setProperty(LOGGING, usersOr(logging).toString());
    }

    /** The log4j 2 file in use. */
    static Path logging() {
        return Path.of(System.getProperty(LOGGING));
    }

    /** A hive-log4j2.properties in the user's settings, or our file; Hive's jars hold one too, which is not meant for us. */
    private static Path usersOr(Path ours) {
        URL found = SessionProperties.class.getClassLoader().getResource("hive-log4j2.properties");
        return found != null && found.getProtocol().equals("file") ? Path.of(found.getPath()) : ours;
    }
}
