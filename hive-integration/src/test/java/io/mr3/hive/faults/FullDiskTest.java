package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.hive.rows.Spread;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker with two local directories does without one whose disk is full. If both are, queries that need room fail and say
 * where there is none; others go on, and all do as soon as there is room.
 */
@Tag("full")
class FullDiskTest {
    private static final long MB = 1L << 20;

    /** Each number travels: some megabytes in all. */
    private static final String LARGE_QUERY = "select count(*), sum(k), sum(times)"
            + " from (select k, count(*) as times from spread group by k) numbers";

    /** Each task has one row to tell. */
    private static final String SMALL_QUERY = "select count(*) from spread where k >= 0";

    @TempDir
    static Path temp;

    private static SmallDisk first;
    private static SmallDisk second;
    private static HiveProcess hive;

    @BeforeAll
    static void start() throws IOException {
        try {
            first = SmallDisk.mount(temp.resolve("first"), 4);
            second = SmallDisk.mount(temp.resolve("second"), 128);
        } catch (IOException e) {
            abort("only root can try a disk that is full: " + e.getMessage());
        }
        Map<String, String> settings = new HashMap<>(Spread.TASK_PER_FILE);
        settings.put("mr3.local.dirs", first.path() + "," + second.path());
        settings.put("mapreduce.job.reduces", "2");
        hive = HiveProcess.mr3(WorkerForm.PROCESS, temp.resolve("data"), settings);
        Spread.load(hive, temp.resolve("numbers"));
    }

    @AfterEach
    void makeRoom() throws IOException {
        first.empty();
        second.empty();
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        try {
            if (hive != null) {
                WorkerProcess.closeWithAll(hive);
            }
        } finally {
            unmount(first);
            unmount(second);
        }
    }

    private static void unmount(SmallDisk disk) throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void oneFullDiskOfTwoDoesNoHarm() throws IOException {
        first.fill(0);
        assertLargeQueryIsRight();
    }

    @Test
    void queriesThatFindNoRoomSayWhere() throws IOException {
        assertLargeQueryIsRight();
        Set<WorkerProcess> before = Set.copyOf(WorkerProcess.of(hive));
        first.fill(0);
        second.fill(MB / 4);
        StatementFailed failed = assertThrows(StatementFailed.class, () -> hive.run(LARGE_QUERY));
        String cause = failed.getMessage().lines().findFirst().orElse("");
        assertTrue(
                cause.endsWith(" (local directories: " + first.path() + ", 0 of 4 MB free; " + second.path()
                        + ", 0 of 128 MB free)"),
                failed.getMessage());
        assertEquals(
                List.of(List.of(BigDecimal.valueOf(Spread.NUMBERS))),
                hive.run(SMALL_QUERY).rows());
        makeRoom();
        assertLargeQueryIsRight();
        assertEquals(before, Set.copyOf(WorkerProcess.of(hive)), "it costs no worker");
    }

    private static void assertLargeQueryIsRight() {
        Rows rows = hive.run(LARGE_QUERY);
        long sum = Spread.NUMBERS * (Spread.NUMBERS - 1) / 2;
        assertEquals(
                List.of(List.of(
                        BigDecimal.valueOf(Spread.NUMBERS),
                        BigDecimal.valueOf(sum),
                        BigDecimal.valueOf(Spread.NUMBERS))),
                rows.rows());
    }
}
