package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.files.DiskProbe;
import io.mr3.common.files.Trees;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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

    @Test
    void aDirectoryThatSomebodyHasRemovedIsMadeAgain() throws IOException {
        LocalDirs dirs = LocalDirs.open(List.of(parent), "worker-1");
        Path app = dirs.openDag(DAG, "u").get(0);
        LocalDir dir = dirs.all().get(0);
        Path own = dir.path();
        Trees.delete(own);
        Files.createFile(own);
        dirs.checked(dir, dir.check(DiskProbe.ofThisHost()));
        assertFalse(dir.isGood());
        assertEquals(List.of(app), dirs.writable(DAG), "there is no other");
        Files.delete(own);
        dirs.checked(dir, dir.check(DiskProbe.ofThisHost()));
        assertTrue(dir.isGood());
        assertTrue(Files.isDirectory(app));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
        dirs.close();
        dir.check(DiskProbe.ofThisHost());
        assertFalse(Files.exists(own), "not after the end");
    }

    @Test
    void aDiskThatIsGoneIsNotMadeUpFor() throws IOException {
        Path mounted = Files.createDirectories(parent.resolve("disk/local"));
        LocalDirs dirs = LocalDirs.open(List.of(mounted), "worker-1");
        Trees.delete(mounted.getParent());
        LocalDir dir = dirs.all().get(0);
        assertTrue(dir.check(DiskProbe.ofThisHost()).startsWith("cannot be made: "));
        assertFalse(Files.exists(mounted));
        dirs.close();
    }

    @Test
    void aDiskThatDoesNotAnswerIsNotTouchedUntilItDoes() throws IOException {
        Path slow = parent.resolve("slow");
        Path fast = parent.resolve("fast");
        LocalDirs dirs = LocalDirs.open(List.of(slow, fast), "worker-1");
        Path written = dirs.openDag(DAG, "u").get(0);
        LocalDir hanging = dirs.all().get(0);
        dirs.late(hanging);
        dirs.dropDag(DAG);
        assertTrue(Files.exists(written));
        DagId next = new DagId(DAG.app(), 2);
        List<Path> all = dirs.openDag(next, "u");
        assertEquals(List.of(all.get(1)), dirs.writable(next));
        Files.createDirectories(written.resolve("dag_1/output"));
        Files.createDirectories(written.resolve("dag_2/output"));

        dirs.checked(hanging, "");
        assertFalse(Files.exists(written.resolve("dag_1")), "what should have gone before");
        assertTrue(Files.exists(written.resolve("dag_2")), "what lives");
        dirs.deleteDropped();
        dirs.close();
        try (var left = Files.list(slow)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void theEndDoesNotWaitForADiskThatDoesNotAnswer() throws IOException {
        LocalDirs dirs = LocalDirs.open(List.of(parent.resolve("slow"), parent.resolve("fast")), "worker-1");
        Path slow = dirs.all().get(0).path();
        Path fast = dirs.all().get(1).path();
        dirs.late(dirs.all().get(0));
        dirs.close();
        assertTrue(Files.exists(slow), "left to the next worker");
        assertFalse(Files.exists(fast));
    }

    @Test
    void aLookThatHangsIsLate() throws IOException {
        LocalDirs dirs = LocalDirs.open(List.of(parent), "worker-1");
        LocalDir dir = dirs.all().get(0);
        VirtualMailboxes world = new VirtualMailboxes(1);
        Mailbox mailbox = world.create("worker-1", new SilentOwner());
        Deque<Runnable> looks = new ArrayDeque<>();
        DiskWatch watch = new DiskWatch(dirs, DiskProbe.ofThisHost(), Runnable::run);
        mailbox.post(() -> watch.start(mailbox, looks::add, Duration.ofMinutes(1)));
        world.advance(Duration.ofSeconds(59));
        assertTrue(dir.answers());
        world.advance(Duration.ofSeconds(1));
        assertFalse(dir.answers());
        assertEquals(List.of(parent + ": does not answer"), dirs.report().getBadDirectoriesList());
        looks.remove().run();
        world.settle();
        assertTrue(dir.isGood());
        dirs.close();
    }

    private static final class SilentOwner implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {}

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private Path aFile() throws IOException {
        return Files.createTempFile(parent, "a", "file");
    }
}
