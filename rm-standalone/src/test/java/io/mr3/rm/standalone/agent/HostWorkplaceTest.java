package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mr3.common.files.DiskProbe;
import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.NeededFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Working directories, from the files a container needs to what is left of it. */
class HostWorkplaceTest {
    private static final ContainerId C1 = new ContainerId("app-1", 1);
    private static final ContainerId C2 = new ContainerId("app-2", 1);
    /** SHA-256 of "content". */
    static final String DIGEST = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";

    @TempDir
    Path disk;

    private HostWorkplace workplace;

    @BeforeEach
    void make() throws IOException {
        workplace = workplace(RunAs.AGENT);
    }

    private HostWorkplace workplace(RunAs runAs) throws IOException {
        LogLimits limits = new LogLimits(100, 3, Duration.ofHours(1), 1000);
        return new HostWorkplace(
                List.of(disk),
                new FileCache(disk.resolve("cache"), 1 << 20, new HadoopFileSource()),
                new OutputLogs(limits),
                runAs,
                new Trash(Runnable::run));
    }

    private Launch launch(NeededFile... files) {
        return Launch.newBuilder()
                .setContainer(C1.toMessage())
                .setCommand(Command.newBuilder().addAllFiles(List.of(files)))
                .build();
    }

    private NeededFile file(String name, String sha256) throws IOException {
        Path source = Files.writeString(disk.resolve("source-" + name), "content");
        return NeededFile.newBuilder()
                .setName(name)
                .setSource(source.toUri().toString())
                .setSha256(sha256)
                .build();
    }

    private Path directory(ContainerId id) {
        return workplace.directory(disk, id);
    }

    private Path printed(ContainerId id, String text) throws IOException {
        Path directory = Files.createDirectories(directory(id));
        Files.writeString(directory.resolve("output.log"), text);
        return directory;
    }

    @Test
    void nothingThatAnotherUserHasLeftLeadsTheNextStartElsewhere() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root has workers of others");
        workplace = workplace(RunAs.of("nobody", "root"));
        Launch launch = launch(file("words", ""));
        workplace.prepare(C1, launch, directory(C1));
        assertEquals("nobody", Files.getOwner(directory(C1)).getName());
        Path elsewhere = Files.writeString(disk.resolve("elsewhere"), "mine");
        for (String name : List.of("words", "words.part", "output.log.1", "output.log")) {
            Path link = directory(C1).resolve(name);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, elsewhere);
        }
        Files.writeString(directory(C1).resolve("output.log.2"), "printed");
        workplace.prepare(C1, launch, directory(C1));
        assertEquals("mine", Files.readString(elsewhere));
        assertEquals("root", Files.getOwner(elsewhere).getName());
        try (Stream<Path> left = Files.list(directory(C1))) {
            assertEquals(
                    List.of("output.log.2", "words"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
        assertEquals("content", Files.readString(directory(C1).resolve("words")));
    }

    @Test
    void aPulseIsSeenAndIsNotThatOfTheNextProcess() throws IOException {
        Path directory = directory(C1);
        Launch launch = Launch.newBuilder().setContainer(C1.toMessage()).build();
        workplace.prepare(C1, launch, directory);
        assertEquals(OptionalLong.empty(), workplace.pulse(directory));
        Path pulse = Files.createFile(directory.resolve("pulse"));
        Files.setLastModifiedTime(pulse, FileTime.fromMillis(1234));
        assertEquals(OptionalLong.of(1_234_000_000), workplace.pulse(directory));
        workplace.prepare(C1, launch, directory);
        assertEquals(OptionalLong.empty(), workplace.pulse(directory));
    }

    @Test
    void neededFilesAreThereUnderTheirNames() throws IOException {
        Launch launch = launch(file("known.jar", DIGEST), file("unknown.jar", ""));
        workplace.prepare(C1, launch, directory(C1));
        workplace.prepare(C1, launch, directory(C1));
        assertEquals("content", Files.readString(directory(C1).resolve("known.jar")));
        assertEquals("content", Files.readString(directory(C1).resolve("unknown.jar")));
        assertTrue(Files.isSymbolicLink(directory(C1).resolve("known.jar")));
        assertEquals(
                disk.resolve("cache").resolve(DIGEST),
                directory(C1).resolve("known.jar").toRealPath());
        Files.delete(disk.resolve("source-unknown.jar"));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> workplace.prepare(C1, launch, directory(C1)));
        assertEquals("file " + disk.resolve("source-unknown.jar").toUri() + " does not exist", refused.getMessage());
    }

    @Test
    void onlyWhatItPrintedStays() throws IOException {
        Path directory = printed(C1, "words");
        Files.createDirectories(directory.resolve("spill/deep"));
        Files.writeString(directory.resolve("output.log.1"), "older");
        Files.createSymbolicLink(directory.resolve("lib"), disk.resolve("elsewhere"));
        Files.createDirectories(disk.resolve("elsewhere/kept"));
        workplace.clear(C1, directory);
        assertEquals(Set.of("output.log", "output.log.1"), names(directory));
        assertEquals(Set.of(), names(disk.resolve("trash")));
        assertTrue(Files.exists(disk.resolve("elsewhere/kept")), "a link goes, not what it points to");
    }

    @Test
    void leftOversOfOthersAreClearedAndOfThoseInUseNot() throws IOException {
        Files.createFile(printed(C1, "x").resolve("spill"));
        Files.createFile(printed(C2, "x").resolve("spill"));
        Path foreign = Files.createDirectories(disk.resolve("containers/not-one-of-ours"));
        Files.createFile(foreign.resolve("spill"));
        workplace.clearLeftOvers(C1.toString()::equals, application -> true);
        assertEquals(Set.of("output.log", "spill"), names(directory(C1)));
        assertEquals(Set.of("output.log"), names(directory(C2)));
        assertEquals(Set.of("spill"), names(foreign));
        workplace.clearLeftOvers(name -> false, "app-2"::equals);
        assertEquals(Set.of("output.log", "spill"), names(directory(C1)));
    }

    @Test
    void oldOutputGoesAndTheOldestOfTooMuch() throws IOException {
        Path old = printed(C1, "x");
        Files.setLastModifiedTime(old.resolve("output.log"), FileTime.fromMillis(1000));
        long now = System.currentTimeMillis();
        for (int i = 1; i <= 3; i++) {
            Path directory = printed(new ContainerId("app-3", i), "y".repeat(400));
            Files.setLastModifiedTime(directory.resolve("output.log"), FileTime.fromMillis(now - 60_000L * i));
        }
        Path inUse = printed(C2, "x");
        Files.setLastModifiedTime(inUse.resolve("output.log"), FileTime.fromMillis(1000));
        workplace.expireLogs(C2.toString()::equals);
        assertEquals(Set.of("app-3_worker-1", "app-3_worker-2", C2.toString()), names(disk.resolve("containers")));
    }

    @Test
    void outputGoesOnInNewFilesAndTheOldestGoes() throws IOException {
        Path directory = printed(C1, "short");
        workplace.rollLogs(List.of(directory));
        assertEquals(Set.of("output.log"), names(directory));
        for (String text : List.of("a", "b", "c")) {
            printed(C1, text.repeat(101));
            workplace.rollLogs(List.of(directory));
        }
        assertEquals(Set.of("output.log", "output.log.1", "output.log.2"), names(directory));
        assertEquals("", Files.readString(directory.resolve("output.log")));
        assertEquals("c".repeat(101), Files.readString(directory.resolve("output.log.1")));
        assertEquals("b".repeat(101), Files.readString(directory.resolve("output.log.2")));
    }

    @Test
    void noFileIsCutOffThroughALink() throws IOException {
        Path victim = Files.writeString(disk.resolve("victim"), "z".repeat(200));
        Path directory = Files.createDirectories(directory(C1));
        Files.createSymbolicLink(directory.resolve("output.log"), victim);
        workplace.rollLogs(List.of(directory));
        assertEquals(200, Files.size(victim));
        assertEquals(List.of(), workplace.lastLines(directory));
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aDiskIsTriedOut() throws IOException {
        DiskProbe probe = DiskProbe.ofThisHost();
        DiskState good = probe.check(disk.resolve("new"));
        assertEquals("", good.problem());
        assertTrue(good.totalMb() > 0 && good.freeMb() > 0);
        assertEquals(Set.of(), names(disk.resolve("new")));
        Path file = Files.createFile(disk.resolve("file"));
        assertFalse(probe.check(file).problem().isEmpty());
    }
}
