package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetastoreTemplateTest {
    @TempDir
    Path temp;

    @Test
    void splitsAScriptAtSemicolonsThatEndALine() {
        String script = """
                -- a comment; with a semicolon
                CREATE TABLE a (
                  b INT);

                INSERT INTO a VALUES ('x;y');
                """;

        assertEquals(
                List.of("CREATE TABLE a (\nb INT)", "INSERT INTO a VALUES ('x;y')"),
                MetastoreTemplate.statements(script));
    }

    @Test
    void aTruncatedScriptIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> MetastoreTemplate.statements("CREATE TABLE a (b INT)"));
    }

    @Test
    void aFailedScriptLeavesNoTemplate() {
        Path target = temp.resolve("template");

        assertThrows(SQLException.class, () -> MetastoreTemplate.make("CREATE NONSENSE;\n", target));

        assertFalse(Files.exists(target));
    }

    @Test
    void firstUseCopiesTheTemplateAndLaterUseKeepsWhatIsThere() throws IOException, SQLException {
        Path template = temp.resolve("template");
        Path database = Files.createDirectories(temp.resolve("data dir")).resolve("metastore_db");
        MetastoreTemplate.make("CREATE TABLE T (A INT);\n", template);

        new EmbeddedMetastore(database, template).create();

        assertEquals(files(template), files(database));
        Path marker = Files.writeString(database.resolve("marker"), "mine");
        new EmbeddedMetastore(database, template).create();
        assertEquals("mine", Files.readString(marker));
        try (Stream<Path> siblings = Files.list(database.getParent())) {
            assertEquals(List.of(database), siblings.toList(), "no draft is left behind");
        }
    }

    @Test
    void aMissingTemplateIsNamed() {
        EmbeddedMetastore metastore = new EmbeddedMetastore(temp.resolve("db"), temp.resolve("none"));

        BadInput thrown = assertThrows(BadInput.class, metastore::create);

        assertTrue(thrown.getMessage().contains(temp.resolve("none").toString()), thrown.getMessage());
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.map(root::relativize).sorted().toList();
        }
    }
}
