package io.mr3.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox that takes its turns has a pulse; one that does not has none, whatever else of its process goes on. */
class PulseTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path directory;

    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final VirtualProcess process = world.process();
    private final Mailbox mailbox = process.create("owner", new Mailboxes.Owner() {
        @Override
        public void endOfTurn() {}

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    });
    private Path file;

    @BeforeEach
    void show() {
        file = directory.resolve("pulse");
        // what is done beside the mailbox is done whatever becomes of it
        mailbox.post(() -> Pulse.show(file, mailbox, world.io()));
        world.settle();
    }

    private boolean isTouchedWithinAnInterval() throws IOException {
        Files.setLastModifiedTime(file, LONG_AGO);
        world.advance(Pulse.INTERVAL);
        return !Files.getLastModifiedTime(file).equals(LONG_AGO);
    }

    @Test
    void theFileIsMadeAndTouchedAgainAndAgain() throws IOException {
        assertTrue(Files.exists(file));
        assertTrue(isTouchedWithinAnInterval());
        assertTrue(isTouchedWithinAnInterval());
        Files.delete(file);
        world.advance(Pulse.INTERVAL);
        assertTrue(Files.exists(file), "somebody has removed it");
    }

    @Test
    void noTurnNoPulse() throws IOException {
        process.stop();
        assertFalse(isTouchedWithinAnInterval());
        assertFalse(isTouchedWithinAnInterval());
        process.resume();
        assertTrue(isTouchedWithinAnInterval());
        mailbox.close();
        assertFalse(isTouchedWithinAnInterval());
    }

    @Test
    void aDirectoryThatIsGoneForAWhileDoesNoHarm() throws IOException {
        Files.delete(file);
        Files.delete(directory);
        world.advance(Pulse.INTERVAL.multipliedBy(3));
        Files.createDirectory(directory);
        world.advance(Pulse.INTERVAL);
        assertTrue(Files.exists(file));
    }

    @Test
    void onlyAProcessThatIsToldOfAFileHasOne() {
        assertEquals(Optional.of(file), Pulse.file(Map.of(Pulse.FILE_VARIABLE, file.toString())));
        assertEquals(Optional.empty(), Pulse.file(Map.of()));
        assertEquals(Optional.empty(), Pulse.file(Map.of(Pulse.FILE_VARIABLE, "")));
    }
}
