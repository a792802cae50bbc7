package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Comparison;
import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.DuckDbDialect;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RecordedAnswers;
import io.mr3.hive.compare.Statement;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.testkit.GeneratedSection;
import io.mr3.testkit.Provenance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The queries of a benchmark have the same rows on mr3, on stock Tez and in another database, in each form.
 * {@code benchmarks/bench tpch-rows} and {@code tpcds-rows} run it.
 *
 * <p>{@code -Drows.scale=0.1} is the size of the data. {@code -Drows.forms=thread,two_processes/by_year} runs some of the
 * forms, {@code -Drows.queries=q3,q14a} some of the queries; results of former runs of the same commit and scale stay in
 * the table, and stock Tez is asked only once. With {@code -Dregenerate=true} the table goes into {@code docs/compatibility.md}.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RowsSuite {
    private static final BigDecimal SPLIT_BYTES_AT_SCALE_1 = new BigDecimal(20_000_000);
    private static final BigDecimal REDUCER_BYTES_AT_SCALE_1 = new BigDecimal(50_000_000);

    /** Less makes tasks without number at small scales. */
    private static final long FEWEST_BYTES = 1_000_000;

    /** Small tables make small queries, some of a single task; most of many queries must have had company. */
    private static final int MANY_QUERIES = 10;

    private final TpcBenchmark benchmark;
    private final String scale;
    private final String splitWaves;
    private final List<SuiteForm> forms;
    private final List<Statement> queries;
    private final RecordedAnswers stockTez = new RecordedAnswers("stock tez");
    private final RecordedAnswers duckDb = new RecordedAnswers("duckdb");
    private RowsReport report;
    private SuiteDirectory directory;
    private TpcTables tables;

    /** @param splitWaves tasks for a table, in numbers of slots */
    RowsSuite(TpcBenchmark benchmark, String usualScale, String allForms, String splitWaves) {
        this.benchmark = benchmark;
        this.splitWaves = splitWaves;
        scale = new BigDecimal(System.getProperty("rows.scale", usualScale)).toPlainString();
        forms = SuiteForm.parse(System.getProperty("rows.forms", allForms));
        queries = chosen(benchmark);
    }

    private static List<Statement> chosen(TpcBenchmark benchmark) {
        String list = System.getProperty("rows.queries", "");
        if (list.isEmpty()) {
            return benchmark.queries();
        }
        Set<String> names = new TreeSet<>(List.of(list.split(",")));
        List<Statement> chosen = new ArrayList<>();
        for (Statement query : benchmark.queries()) {
            if (names.remove(query.name().substring(benchmark.word().length() + 1))) {
                chosen.add(query);
            }
        }
        assertEquals(Set.of(), names, () -> "not in " + benchmark.title());
        return chosen;
    }

    /** Why the judges' rows of some queries differ, at any scale: by the query's name. */
    Map<String, String> disputed() {
        return Map.of();
    }

    /** Whether results without rows are mistakes. */
    abstract boolean everyQueryHasRows();

    List<SuiteForm> forms() {
        return forms;
    }

    @BeforeAll
    void askTheJudges() throws IOException {
        report = RowsReport.open(formerResults(), scale + " of " + Provenance.commit());
        directory = SuiteDirectory.open(
                Path.of("target", "rows", benchmark.word() + "-" + scale).toAbsolutePath(),
                new TreeMap<>(benchmark.columns()).toString());
        tables = TpcTables.make(benchmark, scale, directory.file("text"));
        askDuckDb();
        askStockTez();
        for (Statement query : queries) {
            if (stockTez.hasAnswered(query)) {
                int rows = stockTez.run(query.comparable()).rows().size();
                report.judged(query.name(), new RowsReport.Judged(rows, stockTez.millis(query), duckDb.millis(query)));
            }
        }
    }

    private void askDuckDb() {
        try (DuckDb database = DuckDb.open()) {
            tables.loadIntoDuckDb(database, tables.names());
            queries.forEach(query -> duckDb.ask(database, query));
        }
    }

    /** Its answers are the same in every run; those of former runs are taken. */
    private void askStockTez() throws IOException {
        Path answers = directory.file("stock-tez.json");
        stockTez.read(answers);
        List<Statement> open =
                queries.stream().filter(query -> !stockTez.hasAnswered(query)).toList();
        if (open.isEmpty()) {
            return;
        }
        try (HiveProcess tez = directory.hive(
                "tez", "stock Tez", HiveProcess::stockTez, hive -> TableLayout.PLAIN.load(tables, hive))) {
            for (Statement query : open) {
                stockTez.ask(tez, query);
                stockTez.write(answers);
            }
        }
    }

    @Test
    void theJudgesAgree() {
        Comparison judges = Comparison.byOtherDatabase(stockTez, duckDb);
        queries.forEach(judges::check);
        assertEquals(List.of(), undisputed(judges.failures()));
        assertTrue(judges.empty().isEmpty() || !everyQueryHasRows(), () -> "without rows: " + judges.empty());
    }

    /** Failures begin with the name of their query. */
    private List<String> undisputed(List<String> failures) {
        return failures.stream()
                .filter(failure -> !disputed().containsKey(failure.substring(0, failure.indexOf(':'))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void allQueriesHaveTheRowsOfBothJudges(SuiteForm form) throws IOException {
        RecordedAnswers mr3 = new RecordedAnswers("mr3");
        List<String> differences = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        AttemptHistory history;
        try (HiveProcess hive = directory.hive(
                form.toString(),
                Provenance.commit(),
                data -> HiveProcess.mr3(form.workers(), data, manyTasks()),
                engine -> form.layout().load(tables, engine))) {
            history = AttemptHistory.read(directory.file(form.toString()));
            for (Statement query : queries) {
                hive.run("set hive.query.name=" + query.name());
                mr3.ask(hive, query);
                history.update();
                RowsReport.Outcome outcome = outcome(query, mr3, history, differences);
                if (outcome.atOnce() < 2) {
                    alone.add(query.name());
                }
                report.ran(form.title(), query.name(), outcome);
                report.save(formerResults());
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(
                queries.size() < MANY_QUERIES || alone.size() <= queries.size() / 3,
                () -> "one attempt at a time in " + alone);
        int used = history.workers().size();
        int most = form.workers().most();
        assertTrue(used <= most && used >= Math.min(2, most), history.workers()::toString);
    }

    /** @param differences gets those that are nobody's but mr3's */
    private RowsReport.Outcome outcome(
            Statement query, RecordedAnswers mr3, AttemptHistory history, List<String> differences) {
        List<String> fromStockTez = differences(Comparison.byHive(mr3, stockTez), query);
        List<String> fromDuckDb = differences(Comparison.byOtherDatabase(mr3, duckDb), query);
        differences.addAll(fromStockTez);
        differences.addAll(undisputed(fromDuckDb));
        int atOnce = history.knows(query.name())
                ? history.mostAtOnce(query.name()).values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0)
                : 0;
        return new RowsReport.Outcome(fromStockTez.isEmpty(), fromDuckDb.isEmpty(), mr3.millis(query), atOnce);
    }

    private static List<String> differences(Comparison comparison, Statement query) {
        comparison.check(query);
        return comparison.failures();
    }

    @AfterAll
    void publish() throws IOException {
        report.save(formerResults());
        String text = text();
        Files.writeString(target("md"), text);
        if (GeneratedSection.isToBeWritten()) {
            new GeneratedSection("compatibility.md", getClass(), "scale " + scale).write(text);
        }
    }

    private String text() {
        List<String> names = benchmark.queries().stream().map(Statement::name).toList();
        StringBuilder text =
                new StringBuilder("## " + benchmark.title() + " at scale " + scale + "\n\nBy `benchmarks/bench "
                        + benchmark.word() + "-rows --scale " + scale + "`. " + Provenance.line()
                        + ". Queries are compared without their LIMIT, with stock Tez and with DuckDB.\n"
                        + "A cell is the time of a query and the most attempts of one of its vertices that ran at once in one"
                        + " worker. Stock Tez runs\none task at a time; each worker of mr3 has " + WorkerForm.SLOTS
                        + " slots.\n\n" + report.table(names));
        list(
                text,
                "Without rows at this scale",
                report.empty(names).isEmpty() ? List.of() : List.of(String.join(", ", report.empty(names))));
        list(
                text,
                "Rows of DuckDB that may differ from those of stock Tez",
                disputed().entrySet().stream()
                        .map(dispute -> dispute.getKey() + ": " + dispute.getValue())
                        .toList());
        list(
                text,
                "What DuckDB is asked in other words, beside the quotes of names",
                names.stream()
                        .flatMap(name -> DuckDbDialect.mends(name).stream())
                        .map(mend -> mend.statement() + ": `" + mend.to() + "`, " + mend.why())
                        .toList());
        return text.toString();
    }

    /** Appends what has a title, if there is anything. */
    static void list(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
        }
    }

    private Path formerResults() {
        return target("json");
    }

    /** A file that outlives the run. */
    private Path target(String extension) {
        return Path.of("target", benchmark.word() + "-rows-" + scale + "." + extension);
    }

    /** Hive counts tasks by slots and by bytes; Tez does not join what it was not asked to. */
    private Map<String, String> manyTasks() {
        return Map.of(
                "tez.grouping.min-size",
                "1",
                "tez.grouping.max-size",
                bytes(SPLIT_BYTES_AT_SCALE_1),
                "tez.grouping.split-waves",
                splitWaves,
                "hive.exec.reducers.bytes.per.reducer",
                bytes(REDUCER_BYTES_AT_SCALE_1),
                "hive.optimize.sort.dynamic.partition.threshold",
                "-1");
    }

    private String bytes(BigDecimal atScale1) {
        return Long.toString(
                Math.max(FEWEST_BYTES, atScale1.multiply(new BigDecimal(scale)).longValue()));
    }
}
