package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Comparison;
import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RecordedAnswers;
import io.mr3.hive.compare.Statement;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.WorkerForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some queries of TPC-H and of TPC-DS have the same rows on mr3, on stock Tez and in another database. */
class TpcOnMr3Test {
    private static final String SCALE = "0.01";
    private static final List<Statement> QUERIES = Stream.of(Corpus.tpchBasics(), Corpus.tpcdsBasics())
            .flatMap(List::stream)
            .toList();

    private static final List<String> TPCDS_TABLES = List.of("date_dim", "item", "store", "store_sales");

    private static final List<String> READ_LINEITEM = List.of("tpch q1", "tpch q3", "tpch q6", "tpch q18");
    private static final String SPLIT_BYTES_OF_LINEITEM = "200000";
    private static final String SPLIT_BYTES_OF_TPCDS = "2000000";
    private static final int FEWEST_TASKS_OF_LINEITEM = 8;

    @TempDir
    static Path temp;

    private static TpcTables tpch;
    private static TpcTables tpcds;
    private static RecordedAnswers stockTez;
    private static DuckDb duckDb;

    @BeforeAll
    static void askTheJudges() {
        tpch = TpcTables.make(TpcBenchmark.TPCH, SCALE, temp.resolve("tpch"));
        tpcds = TpcTables.make(TpcBenchmark.TPCDS, SCALE, temp.resolve("tpcds"));
        duckDb = DuckDb.open();
        tpch.loadIntoDuckDb(duckDb, List.of("customer", "orders", "lineitem"));
        tpcds.loadIntoDuckDb(duckDb, TPCDS_TABLES);
        stockTez = new RecordedAnswers("stock tez");
        try (HiveProcess tez = HiveProcess.stockTez(temp.resolve("tez"))) {
            tpch.loadIntoHive(tez, List.of("customer", "orders", "lineitem"));
            tpcds.loadIntoHive(tez, TPCDS_TABLES);
            QUERIES.forEach(query -> stockTez.ask(tez, query));
        }
    }

    @AfterAll
    static void close() {
        duckDb.close();
    }

    @Test
    void theJudgesAgree() {
        assertSame(QUERIES, Comparison.byOtherDatabase(stockTez, duckDb));
    }

    @ParameterizedTest
    @EnumSource(names = {"THREAD", "TWO_PROCESSES"})
    void mr3AgreesWithBothJudges(WorkerForm form) throws IOException {
        Path data = temp.resolve(form.name());
        RecordedAnswers mr3 = new RecordedAnswers("mr3");
        List<Statement> queries = queries(form);
        try (HiveProcess hive = HiveProcess.mr3(form, data, manyTasks(form))) {
            tpch.loadIntoHive(hive, List.of("customer", "orders"));
            tpch.loadLineitemByYear(hive);
            if (queries.equals(QUERIES)) {
                hive.run("set tez.grouping.max-size=" + SPLIT_BYTES_OF_TPCDS);
                tpcds.loadIntoHive(hive, TPCDS_TABLES);
                hive.run("set tez.grouping.max-size=" + SPLIT_BYTES_OF_LINEITEM);
            }
            for (Statement query : queries) {
                hive.run("set hive.query.name=" + query.name());
                mr3.ask(hive, query);
            }
        }
        assertSame(queries, Comparison.byHive(mr3, stockTez));
        assertSame(queries, Comparison.byOtherDatabase(mr3, duckDb));
        checkManyTasksRanAtOnce(AttemptHistory.read(data), form);
    }

    /** TPC-DS on one form: its tables take longer to make than its queries. */
    private static List<Statement> queries(WorkerForm form) {
        return form == WorkerForm.THREAD ? QUERIES : Corpus.tpchBasics();
    }

    private static void assertSame(List<Statement> queries, Comparison comparison) {
        queries.forEach(comparison::check);
        assertEquals(List.of(), comparison.failures());
        assertEquals(List.of(), comparison.empty());
    }

    /** Lineitem is written, and read, by many tasks: Hive counts them by slots, and Tez does not join small files. */
    private static Map<String, String> manyTasks(WorkerForm form) {
        return Map.of(
                "tez.grouping.min-size",
                "1",
                "tez.grouping.max-size",
                SPLIT_BYTES_OF_LINEITEM,
                "tez.grouping.split-waves",
                form == WorkerForm.TWO_PROCESSES ? "1.5" : "3",
                "hive.optimize.sort.dynamic.partition.threshold",
                "-1");
    }

    private static void checkManyTasksRanAtOnce(AttemptHistory history, WorkerForm form) {
        for (String dag : READ_LINEITEM) {
            Map<String, Long> attempts = history.attempts(dag);
            String widest = Collections.max(attempts.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            assertTrue(attempts.get(widest) >= FEWEST_TASKS_OF_LINEITEM, () -> dag + " had attempts " + attempts);
            int atOnce = history.mostAtOnce(dag).get(widest);
            assertTrue(atOnce > 1, () -> dag + " ran one attempt of " + widest + " at a time in each worker");
        }
        assertEquals(form == WorkerForm.TWO_PROCESSES ? 2 : 1, history.workers().size(), history.workers()::toString);
    }
}
