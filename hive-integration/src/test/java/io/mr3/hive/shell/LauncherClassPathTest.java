package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HIVE_AUX_JARS_PATH on the class paths that launchers make: files and directories, as Hive's own launcher takes them. */
class LauncherClassPathTest {
    @TempDir
    Path temp;

    private static String classPath(String role, String auxiliaryJars) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-euc",
                        ". \"$0\"; mr3_class_path \"$1\"",
                        Path.of("../bin/common.sh").toAbsolutePath().normalize().toString(),
                        role)
                .redirectErrorStream(true);
        builder.environment().put("HIVE_AUX_JARS_PATH", auxiliaryJars);
        Process shell = builder.start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, shell.waitFor(), printed);
        return printed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "shell"})
    void auxiliaryJarsComeLast(String role) throws Exception {
        Path directory = Files.createDirectory(temp.resolve("with a blank"));
        String plain = classPath(role, "");
        assertTrue(plain.endsWith("/*"), plain);

        assertEquals(plain + ":/a.jar:" + directory + "/*", classPath(role, "/a.jar:" + directory));
        assertEquals(plain + ":/a.jar:/b.jar", classPath(role, "file:///a.jar,file:///b.jar"));
    }

    @Test
    void theEngineAloneHasNone() throws Exception {
        assertEquals(classPath("core", ""), classPath("core", "/a.jar"));
    }
}
