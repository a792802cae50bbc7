package io.mr3.hive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture of a query's way names classes; each of them must exist. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("..", "docs", "architecture.md");
    private static final Pattern CLASS_NAME = Pattern.compile("\\b[a-z]+(?:\\.[a-z]+)*\\.[A-Z][A-Za-z0-9]+");

    @Test
    void namesClassesThatExist() throws IOException {
        TreeSet<String> named = new TreeSet<>(CLASS_NAME
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .toList());
        assertTrue(named.size() > 20, () -> "expected the picture to name its classes, found " + named);
        List<String> missing = named.stream().filter(name -> !exists(name)).toList();
        assertEquals(List.of(), missing);
    }

    private static boolean exists(String name) {
        try {
            Class.forName("io.mr3." + name, false, ArchitecturePageTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
