package io.mr3.hive.shell;

import java.nio.file.Path;

/**
 * Where mr3 is installed; tells the files that the launchers share with this JVM.
 *
 * @param root directory that holds bin and conf
 */
public record Home(Path root) {
    private static final String PROPERTY = "mr3.home";

    /** The directory named by the launcher. */
    public static Home fromLauncher() {
        String root = System.getProperty(PROPERTY);
        if (root == null) {
            throw new BadInput("system property " + PROPERTY + " is not set; start the shell with bin/hive");
        }
        return new Home(Path.of(root));
    }

    /** Hive settings of ours, under the user's. */
    Path hiveDefaults() {
        return root.resolve("conf/hive/mr3-hive-defaults.xml");
    }

    /** log4j 2, through which nearly everything logs, for shells and other clients. */
    public Path shellLogging() {
        return root.resolve("conf/shell-log4j2.properties");
    }

    /** The same for services. */
    public Path serverLogging() {
        return root.resolve("conf/server-log4j2.properties");
    }

    /** log4j 1, for the few libraries that prefer it when they find it. */
    Path oldLogging() {
        return root.resolve("conf/log4j.properties");
    }

    /** Empty metastore, made by the build. */
    public Path metastoreTemplate() {
        return root.resolve("target/mr3/metastore-template");
    }

    /** Holds Hive's schema scripts as an installation of Hive does, unpacked by the build. */
    public Path metastoreSchema() {
        return root.resolve("target/mr3/metastore-schema");
    }
}
