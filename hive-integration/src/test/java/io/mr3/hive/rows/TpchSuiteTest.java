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
import io.mr3.hive.compare.TpchTables;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.testkit.GeneratedSection;
import io.mr3.testkit.Provenance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All 22 queries of TPC-H have the same rows on mr3, on stock Tez and in another database: on a thread worker and on two
 * process workers, with plain line items and with line items by year. {@code benchmarks/bench tpch-rows} runs it.
 *
 * <p>{@code -Dtpch.scale=0.1} is the size of the data. {@code -Dtpch.forms=thread/plain,two_processes/by_year} runs some of
 * the forms; results of former runs of the same commit and scale stay in the table. With {@code -Dregenerate=true} the
 * table goes into {@code docs/compatibility.md}.
 */
@Tag("full")
class TpchSuiteTest {
    private static final BigDecimal SCALE = new BigDecimal(System.getProperty("tpch.scale", "0.1"));
    private static final String ALL_FORMS = "thread/plain,two_processes/plain,thread/by_year,two_processes/by_year";
    private static final Path FORMER_RESULTS = Path.of("target", "tpch-rows.json");
    private static final List<Statement> QUERIES = Corpus.tpch();
    /** Small tables make small queries, some of a single task; the others must have had company. */
    private static final int FEWEST_WITH_COMPANY = 15;

    private static final BigDecimal SPLIT_BYTES_AT_SCALE_1 = new BigDecimal(20_000_000);
    private static final BigDecimal REDUCER_BYTES_AT_SCALE_1 = new BigDecimal(50_000_000);

    @TempDir
    static Path temp;

    private static TpchReport report;
    private static TpchTables tables;
    private static RecordedAnswers stockTez;
    private static RecordedAnswers duckDb;

    @BeforeAll
    static void askTheJudges() throws IOException {
        report = TpchReport.open(FORMER_RESULTS, "scale " + SCALE.toPlainString() + " of " + Provenance.commit());
        tables = TpchTables.make(SCALE.toPlainString(), temp.resolve("tpch"));
        duckDb = new RecordedAnswers("duckdb");
        try (DuckDb database = DuckDb.open()) {
            tables.loadIntoDuckDb(database, tables.names());
            QUERIES.forEach(query -> duckDb.ask(database, query));
        }
        stockTez = new RecordedAnswers("stock tez");
        try (HiveProcess tez = HiveProcess.stockTez(temp.resolve("tez"))) {
            TpchLayout.PLAIN.load(tables, tez);
            for (Statement query : QUERIES) {
                long millis = timed(() -> stockTez.ask(tez, query));
                report.judged(
                        query.name(), stockTez.run(query.comparable()).rows().size(), millis);
            }
        }
        Comparison judges = Comparison.byOtherDatabase(stockTez, duckDb);
        QUERIES.forEach(judges::check);
        assertEquals(List.of(), judges.failures());
        assertEquals(List.of(), judges.empty());
    }

    @AfterAll
    static void publish() throws IOException {
        report.save(FORMER_RESULTS);
        String text = "## TPC-H at scale " + SCALE.toPlainString() + "\n\nBy `benchmarks/bench tpch-rows`. "
                + Provenance.line() + ". Queries are compared without their LIMIT, with stock Tez and with DuckDB.\n"
                + "A cell is the time of a query and the most attempts of one of its vertices that ran at once in one"
                + " worker. Stock Tez runs\none task at a time; each worker of mr3 has " + WorkerForm.SLOTS
                + " slots.\n\n"
                + report.table(QUERIES.stream().map(Statement::name).toList());
        Files.writeString(Path.of("target", "tpch-rows.md"), text);
        if (GeneratedSection.isToBeWritten()) {
            new GeneratedSection("compatibility.md", TpchSuiteTest.class).write(text);
        }
    }

    static Stream<Arguments> forms() {
        String chosen = System.getProperty("tpch.forms", ALL_FORMS);
        return Arrays.stream(chosen.toUpperCase(Locale.ROOT).split(",")).map(form -> {
            String[] words = form.split("/");
            return Arguments.of(WorkerForm.valueOf(words[0]), TpchLayout.valueOf(words[1]));
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void allQueriesHaveTheRowsOfBothJudges(WorkerForm form, TpchLayout layout) throws IOException {
        String name = form.title() + ", line items " + layout.title();
        Path data = temp.resolve(form + "-" + layout);
        RecordedAnswers mr3 = new RecordedAnswers("mr3");
        Map<String, Long> times = new HashMap<>();
        try (HiveProcess hive = HiveProcess.mr3(form, data, manyTasks())) {
            layout.load(tables, hive);
            for (Statement query : QUERIES) {
                hive.run("set hive.query.name=" + query.name());
                times.put(query.name(), timed(() -> mr3.ask(hive, query)));
            }
        }
        AttemptHistory history = AttemptHistory.read(data);
        List<String> differences = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (Statement query : QUERIES) {
            List<String> found = new ArrayList<>();
            for (Comparison comparison :
                    List.of(Comparison.byHive(mr3, stockTez), Comparison.byOtherDatabase(mr3, duckDb))) {
                comparison.check(query);
                found.addAll(comparison.failures());
            }
            int atOnce = Collections.max(history.mostAtOnce(query.name()).values());
            report.ran(name, query.name(), new TpchReport.Outcome(found.isEmpty(), times.get(query.name()), atOnce));
            differences.addAll(found);
            if (atOnce < 2) {
                alone.add(query.name());
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(QUERIES.size() - alone.size() >= FEWEST_WITH_COMPANY, () -> "one attempt at a time in " + alone);
        assertEquals(form == WorkerForm.TWO_PROCESSES ? 2 : 1, history.workers().size(), history.workers()::toString);
    }

    /** Hive counts tasks by slots and by bytes; Tez does not join what it was not asked to. */
    private static Map<String, String> manyTasks() {
        return Map.of(
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", bytes(SPLIT_BYTES_AT_SCALE_1),
                "tez.grouping.split-waves", "3",
                "hive.exec.reducers.bytes.per.reducer", bytes(REDUCER_BYTES_AT_SCALE_1),
                "hive.optimize.sort.dynamic.partition.threshold", "-1");
    }

    private static String bytes(BigDecimal atScale1) {
        return Long.toString(Math.max(1000, atScale1.multiply(SCALE).longValue()));
    }

    /** Milliseconds. */
    private static long timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
