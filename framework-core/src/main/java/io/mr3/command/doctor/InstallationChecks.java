package io.mr3.command.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK, and the distribution that the launchers use in place. */
record InstallationChecks(String home) {
    private static final int OLDEST_JDK = 17;
    private static final int NEWEST_JDK = 23;
    private static final List<String> FOLDERS = List.of("core", "hive", "tez-peer");

    List<Finding> run() {
        return List.of(jdk(Runtime.version().feature()), distribution());
    }

    static Finding jdk(int release) {
        String found = "JDK " + release + " at " + System.getProperty("java.home");
        return release >= OLDEST_JDK && release <= NEWEST_JDK
                ? Finding.good("JDK", found)
                : Finding.bad("JDK", found, "set JAVA_HOME to a JDK " + OLDEST_JDK + " to " + NEWEST_JDK);
    }

    private Finding distribution() {
        Path lib = Path.of(home, "target", "mr3", "lib");
        for (String folder : FOLDERS) {
            if (home.isEmpty() || !hasJars(lib.resolve(folder))) {
                return Finding.bad(
                        "distribution",
                        "no jars in " + lib.resolve(folder),
                        "start mr3 with bin/mr3, or build it: mvn package");
            }
        }
        return Finding.good("distribution", "complete in " + lib + "; Maven is not needed to run it");
    }

    private static boolean hasJars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            return jars.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
