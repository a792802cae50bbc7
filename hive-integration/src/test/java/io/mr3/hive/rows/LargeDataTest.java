package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.WorkerForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than fits: rows for the memory of workers, files for one list of splits, plans for one call. */
@Tag("full")
class LargeDataTest {
    private static final int THOUSAND = 1000;
    private static final int FILES = 10_000;

    @TempDir
    Path temp;

    /** A million rows of a kilobyte go through the sorters of eight attempts that have 256 MB each. */
    @Test
    void aGigabyteIsShuffledInLittleMemory() throws IOException {
        Path numbers = Files.createDirectories(temp.resolve("numbers"));
        Files.writeString(
                numbers.resolve("rows.txt"),
                IntStream.range(0, THOUSAND).mapToObj(i -> i + "\n").collect(Collectors.joining()));
        Map<String, String> settings = Map.of(
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", "500",
                "tez.runtime.compress", "false",
                "tez.runtime.io.sort.mb", "40",
                "mapreduce.job.reduces", "8",
                "hive.auto.convert.join", "true",
                "hive.mapjoin.optimized.hashtable", "true");
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, temp.resolve("data"), settings);
                DuckDb duckDb = DuckDb.open()) {
            hive.run("create external table numbers (n int) stored as textfile location '" + numbers.toUri() + "'");
            hive.run(
                    "create view wide as select a.n * 1000 + b.n k, repeat(md5(cast(a.n * 1000 + b.n as string)), 32) p"
                            + " from numbers a cross join numbers b");
            String expected = "select sum(r), count(distinct k), 1024, min(p), max(p) from (select k, repeat(h, 32) p,"
                    + " row_number() over (partition by k % 16 order by h desc) r from (select k, md5(k::varchar) h"
                    + " from range(1000000) t(k)) x) y";
            String sql = "select sum(r), count(*), max(length(p)), min(p), max(p) from (select k, p,"
                    + " row_number() over (partition by k % 16 order by p desc) r from wide) x";
            assertEquals(
                    "",
                    RowComparer.compareAcrossDialects(duckDb.run(expected), hive.run(sql))
                            .difference());
        }
    }

    @Test
    void tenThousandFilesAreReadOnceEach() throws IOException {
        Path many = Files.createDirectories(temp.resolve("many"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(many.resolve("part-" + i), i + "," + i % 7 + "\n");
        }
        Map<String, String> settings = Map.of(
                "hive.fetch.task.conversion", "none",
                "hive.compute.query.using.stats", "false",
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", "500");
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, temp.resolve("data"), settings);
                DuckDb duckDb = DuckDb.open()) {
            hive.run("create external table many (n int, r int) row format delimited fields terminated by ','"
                    + " location '" + many.toUri() + "'");
            assertEquals(
                    "",
                    RowComparer.compareAcrossDialects(
                                    duckDb.run(
                                            "select n % 7, count(*), sum(n) from range(" + FILES + ") t(n) group by 1"),
                                    hive.run("select r, count(*), sum(n) from many group by r"))
                            .difference());
        }
    }

    /** Tez's client leaves such a plan in a file, and sends the path alone. */
    @Test
    void plansThatAreTooLargeForACallComeByFile() {
        int reserved = 5 << 20;
        Map<String, String> settings = Map.of(
                "hive.fetch.task.conversion", "none",
                "ipc.maximum.data.length", Integer.toString(reserved + 1000),
                "tez.ipc.payload.reserved.bytes", Integer.toString(reserved));
        Path data = temp.resolve("data");
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.THREAD, data, settings);
                DuckDb duckDb = DuckDb.open()) {
            hive.run("create table letters (n int, l string) stored as orc");
            hive.run("insert into letters values (1, 'a'), (2, 'b'), (3, 'a')");
            String sql = "select l, count(*), sum(n) from letters group by l";
            duckDb.run("create table letters as select * from (values (1, 'a'), (2, 'b'), (3, 'a')) t(n, l)");
            assertEquals(
                    "",
                    RowComparer.compareAcrossDialects(duckDb.run(sql), hive.run(sql))
                            .difference());
        }
        assertTrue(logs(data).contains("too large"), "Tez's client says that it took the other way");
    }

    private static String logs(Path data) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(data.resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
