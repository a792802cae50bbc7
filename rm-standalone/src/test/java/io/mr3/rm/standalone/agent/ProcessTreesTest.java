package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rm.standalone.agent.ProcessTrees.Copy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes take together, in a directory that stands for {@code /proc}. */
class ProcessTreesTest {
    private static final long LEADER = 100;
    private static final long UNKNOWN = 0;

    @TempDir
    Path proc;

    private Set<Copy> copies = Set.of();

    private void process(long pid, long parent, long session, long startStack, long mb) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                directory.resolve("stat"),
                pid + " (a (b) c) S " + parent + " " + session + " " + session + " 0 -1 0 0 0 0 0 1 1 0 0 20 0 9 0 "
                        + 7 * pid + " 1000000 2000 18446744073709551615 1 1 " + startStack + " 0 0\n");
        Files.writeString(directory.resolve("status"), "Name:\ta\nVmRSS:\t" + (mb << 10) + " kB\n");
    }

    private void end(long pid) throws IOException {
        Files.delete(proc.resolve(pid + "/stat"));
        Files.delete(proc.resolve(pid + "/status"));
        Files.delete(proc.resolve(Long.toString(pid)));
    }

    private long look() {
        ProcessTrees trees = new ProcessTrees(new ProcFiles(proc), copies);
        copies = trees.copies();
        return trees.memoryMb(new ProcessStamp(LEADER, 7 * LEADER, "boot"));
    }

    @Test
    void programsThatAreBeingStartedTakeNothingYet() throws IOException {
        process(1, 0, 1, 5000, 9);
        process(LEADER, 1, LEADER, 6000, 1000);
        process(101, LEADER, LEADER, 6000, 1000);
        process(102, LEADER, LEADER, 6000, 1000);
        process(103, 102, LEADER, 6000, 1000);
        assertEquals(1000, look());

        end(101);
        process(102, LEADER, LEADER, 7000, 3);
        process(104, LEADER, LEADER, 6000, 1000);
        process(105, 102, LEADER, 7000, 3);
        assertEquals(2003, look(), "103 is no copy of its parent any more; the others are too young");
    }

    @Test
    void aCopyThatStaysCounts() throws IOException {
        process(LEADER, 1, LEADER, 6000, 1000);
        process(101, LEADER, 101, 6000, 900);
        assertEquals(1000, look());
        assertEquals(1900, look());
        end(101);
        assertEquals(1000, look());
        process(101, LEADER, 101, 6000, 900);
        assertEquals(1000, look(), "another one that has its number");
    }

    @Test
    void whatCannotBeReadIsNoCopy() throws IOException {
        process(LEADER, 1, LEADER, UNKNOWN, 1000);
        process(101, LEADER, 101, UNKNOWN, 900);
        process(200, 1, 200, 8000, 50);
        assertEquals(1900, look());
    }
}
