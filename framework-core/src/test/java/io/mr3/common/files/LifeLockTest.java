package io.mr3.common.files;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.LockingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeLockTest {
    @TempDir
    Path dir;

    @Test
    void one_owner_at_a_time_and_none_after_it_lets_go() throws IOException {
        Path file = dir.resolve("lock");
        assertFalse(LifeLock.isTaken(file));
        try (LifeLock mine = LifeLock.take(file).orElseThrow()) {
            assertTrue(LifeLock.take(file).isEmpty());
            assertTrue(LifeLock.isTaken(dir.resolve("x/../lock")), "another name of the file");
            try (LockingProcess other = LockingProcess.start(file)) {
                assertFalse(other.hasTaken(), "to look does not let go");
            }
        }
        assertFalse(LifeLock.isTaken(file));
        LifeLock.take(file).orElseThrow().close();
    }

    @Test
    void a_killed_owner_has_let_go() throws IOException {
        Path file = dir.resolve("lock");
        try (LockingProcess owner = LockingProcess.start(file)) {
            assertTrue(owner.hasTaken());
            for (int look = 0; look < 100; look++) {
                assertTrue(LifeLock.isTaken(file));
                assertTrue(LifeLock.take(file).isEmpty());
            }
        }
        assertFalse(LifeLock.isTaken(file));
        LifeLock.take(file).orElseThrow().close();
    }

    @Test
    void a_directory_that_is_missing_is_an_error() {
        assertThrows(IOException.class, () -> LifeLock.take(dir.resolve("no/lock")));
        assertFalse(Files.exists(dir.resolve("no")));
    }
}
