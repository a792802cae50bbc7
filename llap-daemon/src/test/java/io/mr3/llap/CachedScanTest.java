package io.mr3.llap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.hive.rows.Spread;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans by two worker processes with Hive's cache, judged by Hive's own counters. */
class CachedScanTest {
    private static final double MOST_HITS = 0.98;

    /** Maps alone, so that all that a query reads is read by scans; its filter is none that statistics could answer. */
    private static final String SCAN = "select k from %s where k %% 20000 = 19999";

    @TempDir
    static Path temp;

    private static CachedHive hive;

    @BeforeAll
    static void start() throws IOException {
        Path data = temp.resolve("hive");
        hive = CachedHive.start(WorkerForm.TWO_PROCESSES, data, Map.of());
        Spread.load(hive.hive(), temp.resolve("text"));
        // a worker that comes takes over a part of what was read before
        Await.until(
                () -> {
                    hive.run("select p, count(*) from numbers group by p");
                    return AttemptHistory.read(data).workers().size() == 2;
                },
                Duration.ofMinutes(1));
    }

    @AfterAll
    static void close() {
        hive.close();
    }

    private static String scan(String table) {
        return SCAN.formatted(table);
    }

    private static void assertFromCache(ScanCounters first, ScanCounters again) {
        assertTrue(first.fileBytesRead() > 0, first::toString);
        assertTrue(again.fileBytesRead() * 100 <= first.fileBytesRead(), () -> first + "\n" + again);
    }

    @Test
    void theSameScanReadsTheCacheAlsoInAnotherSession() {
        ScanCounters first = hive.countersOf(scan("spread"));
        ScanCounters again = hive.countersOf(scan("spread"));
        assertTrue(first.missedBytes() > 0, first::toString);
        assertTrue(again.hitRatio() >= MOST_HITS, again::toString);
        assertFromCache(first, again);

        ScanCounters elsewhere = hive.countersOf(hive.hive().openSession("other"), scan("spread"));
        assertTrue(elsewhere.hitRatio() >= MOST_HITS, elsewhere::toString);
        assertFromCache(first, elsewhere);
        assertTrue(Spread.isTruth(hive.run(Spread.QUERY)));
    }

    @Test
    @Tag("full")
    void aQueryMayDoWithoutIt() {
        hive.run("create table uncached (k bigint) stored as orc");
        hive.run("insert into uncached select k from numbers");
        hive.run(scan("uncached"));
        hive.run("set hive.llap.io.enabled=false");
        try {
            ScanCounters without = hive.countersOf(scan("uncached"));
            assertEquals(0, without.hitBytes() + without.missedBytes(), without::toString);
            assertTrue(without.fileBytesRead() > 0, without::toString);
        } finally {
            hive.run("set hive.llap.io.enabled=true");
        }
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"NONE", "ZLIB", "SNAPPY", "ZSTD", "LZ4"})
    void orcIsCachedWhateverItsCodec(String codec) {
        String table = "orc_" + codec;
        hive.run("create table " + table + " (k bigint, t string) stored as orc tblproperties ('orc.compress'='" + codec
                + "')");
        assertCached(table);
    }

    @Test
    @Tag("full")
    void acidTablesAreCachedWithWhatWasChanged() {
        hive.run("create table acid (k bigint, t string) stored as orc tblproperties ('transactional'='true')");
        assertCached("acid");
        String count = "select count(*), sum(k) from acid";
        hive.run("delete from acid where k < 1000");
        Rows changed = hive.run(count);
        assertEquals(changed.rows(), hive.run(count).rows());
        long rest = Spread.NUMBERS - 1000;
        assertEquals(Long.toString(rest), changed.rows().get(0).get(0).toString());
    }

    @Test
    @Tag("full")
    void textIsCachedEncoded() {
        hive.run("create table text_table (k bigint, t string) stored as textfile");
        assertCached("text_table");
    }

    @Test
    @Tag("full")
    void parquetIsCachedThoughHiveDoesNotCountIt() {
        hive.run("create table parquet_table (k bigint, t string) stored as parquet");
        hive.run("insert into parquet_table select k, concat('text ', k) from numbers");
        assertFromCache(hive.countersOf(scan("parquet_table")), hive.countersOf(scan("parquet_table")));
    }

    /** Fills a table and scans it twice. */
    private static void assertCached(String table) {
        hive.run("insert into " + table + " select k, concat('text ', k) from numbers");
        ScanCounters first = hive.countersOf(scan(table));
        ScanCounters again = hive.countersOf(scan(table));
        assertTrue(again.hitRatio() >= MOST_HITS, () -> first + "\n" + again);
        assertFromCache(first, again);
        assertEquals(10, hive.run(scan(table)).rows().size());
    }

    @Test
    void aFileThatIsWrittenAnewIsReadAnew() throws IOException {
        Path directory = Files.createDirectories(temp.resolve("rewritten"));
        Path file = directory.resolve("rows.txt");
        Files.writeString(file, "1\n2\n");
        hive.run("create external table rewritten (k bigint) location '" + directory.toUri() + "'");
        assertEquals(List.of("3"), sums());
        assertEquals(List.of("3"), sums());
        Files.writeString(file, "5\n6\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        assertEquals(List.of("11"), sums());

        hive.run("create table overwritten (k bigint) stored as orc");
        hive.run("insert into overwritten select k from numbers where k < 10");
        assertEquals("45", sum("overwritten"));
        hive.run("insert overwrite table overwritten select k from numbers where k < 5");
        assertEquals("10", sum("overwritten"));
    }

    private static List<String> sums() {
        return List.of(sum("rewritten"));
    }

    private static String sum(String table) {
        return hive.run("select sum(k) from " + table).rows().get(0).get(0).toString();
    }
}
