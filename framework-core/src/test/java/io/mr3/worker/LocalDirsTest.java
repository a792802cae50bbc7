package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirsTest {
    private static final DagId DAG = new DagId(new AppId(1_700_000_000_000L, 1), 1);

    @TempDir
    Path parent;

    @Test
    void leavesOutWhatCannotBeWritten() throws IOException {
        LocalDirs dirs = LocalDirs.open(List.of(aFile(), parent), "worker-1");
        List<Path> app = dirs.openDag(DAG, "u");
        assertEquals(1, app.size());
        assertTrue(app.get(0).startsWith(parent));
        dirs.close();
    }

    @Test
    void saysInOneLineThatNoneCanBeWritten() throws IOException {
        Path file = aFile();
        IOException e = assertThrows(IOException.class, () -> LocalDirs.open(List.of(file), "worker-1"));
        assertTrue(e.getMessage().startsWith("worker-1 needs a local directory that it can write, got only " + file));
        assertFalse(e.getMessage().contains("\n"));
    }

    @Test
    void removesWhatDeadWorkersLeftAndNothingElse() throws IOException {
        LocalDirs living = LocalDirs.open(List.of(parent), "worker-1");
        Path alive = living.openDag(DAG, "u").get(0);
        Files.writeString(alive.resolve("file.out"), "rows");
        Path dead = Files.createDirectories(parent.resolve("mr3-worker-9-1/usercache/u"));
        Files.writeString(dead.resolve("file.out"), "old rows");
        Files.createFile(parent.resolve("mr3-worker-9-1.lock"));
        Files.writeString(parent.resolve("other"), "not ours");

        LocalDirs next = LocalDirs.open(List.of(parent), "worker-2");

        assertFalse(Files.exists(parent.resolve("mr3-worker-9-1")));
        assertFalse(Files.exists(parent.resolve("mr3-worker-9-1.lock")));
        assertTrue(Files.exists(alive.resolve("file.out")));
        living.close();
        next.close();
        try (var left = Files.list(parent)) {
            assertEquals(List.of(parent.resolve("other")), left.toList());
        }
    }

    @Test
    void worksBelowADirectoryWithABlank() throws IOException {
        Path blank = parent.resolve("with a blank");
        LocalDirs dirs = LocalDirs.open(List.of(blank), "worker-1");
        Path app = dirs.openDag(DAG, "u").get(0);
        Files.createDirectories(app.resolve("dag_1"));
        dirs.dropDag(DAG);
        dirs.deleteDropped();
        assertFalse(Files.exists(app));
        dirs.close();
    }

    @Test
    void refusesUsersThatNameAnotherDirectory() throws IOException {
        LocalDirs dirs = LocalDirs.open(List.of(parent), "worker-1");
        for (String user : List.of("", "..", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> dirs.openDag(DAG, user), user);
        }
        dirs.close();
    }

    private Path aFile() throws IOException {
        return Files.createTempFile(parent, "a", "file");
    }
}
