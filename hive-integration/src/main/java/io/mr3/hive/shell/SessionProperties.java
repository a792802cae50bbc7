package io.mr3.hive.shell;

import java.net.URL;
import java.nio.file.Path;

/**
 * System properties that libraries read when their first class loads. No class of Hive, Derby or log4j may have been
 * touched before.
 */
final class SessionProperties {
    private SessionProperties() {}

    static void set(Home home, DataDirectory data) {
        System.setProperty(DataDirectory.PROPERTY, data.root().toString());
        System.setProperty(
                "derby.stream.error.file", data.logs().resolve("derby.log").toString());
        System.setProperty("mr3.log.dir", data.logs().toString());
        System.setProperty("log4j.configuration", home.oldLogging().toUri().toString());
        System.setProperty("log4j2.configurationFile", logging(home).toString());
    }

    /** A hive-log4j2.properties in the user's settings, or our file; Hive's jars hold one too, which is not meant for us. */
    static Path logging(Home home) {
        URL found = SessionProperties.class.getClassLoader().getResource("hive-log4j2.properties");
        return found != null && found.getProtocol().equals("file") ? Path.of(found.getPath()) : home.logging();
    }
}
