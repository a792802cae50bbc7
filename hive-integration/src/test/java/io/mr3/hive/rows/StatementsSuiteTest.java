package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.testkit.GeneratedSection;
import io.mr3.testkit.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement for its own sake has the rows of Hive on stock Tez and of another database, and its plan the shape that it
 * is there for. {@code benchmarks/bench statements-rows} runs it; {@code -Drows.queries=merge,view} runs some of them.
 * With {@code -Dregenerate=true} the table goes into {@code docs/compatibility.md}.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementsSuiteTest {
    private static final String FAILED = "fails";

    private final List<PlanShape> shapes = chosen();
    private final Map<String, Rows> stockTez = new TreeMap<>();
    private final Map<String, String> stockTezErrors = new TreeMap<>();
    private final Map<String, Rows> duckDb = new TreeMap<>();
    private final Map<String, String> disagreements = new TreeMap<>();
    private final Map<WorkerForm, Map<String, String>> verdicts = new TreeMap<>();

    @TempDir
    static Path temp;

    private ShapeTables tables;

    private static List<PlanShape> chosen() {
        List<PlanShape> all = Stream.concat(PlanShapes.ALL.stream(), MoreStatements.all().stream())
                .toList();
        String list = System.getProperty("rows.queries", "");
        if (list.isEmpty()) {
            return all;
        }
        Set<String> names = new TreeSet<>(List.of(list.split(",")));
        List<PlanShape> chosen =
                all.stream().filter(shape -> names.remove(shape.name())).toList();
        assertEquals(Set.of(), names, "no statements of these names");
        return chosen;
    }

    @BeforeAll
    void askTheJudges() throws IOException {
        tables = ShapeTables.write(temp.resolve("tables"));
        try (DuckDb database = DuckDb.open()) {
            tables.loadIntoDuckDb(database);
            for (PlanShape shape : shapes) {
                if (shape.judged() != null) {
                    duckDb.put(shape.name(), database.run(shape.judged()));
                }
            }
        }
        try (HiveProcess tez = HiveProcess.stockTez(temp.resolve("tez"))) {
            ShapeTables.SETTINGS.forEach((key, value) -> tez.run("set " + key + "=" + value));
            tables.loadIntoHive(tez);
            for (PlanShape shape : shapes) {
                ask(tez, shape);
            }
        }
    }

    private void ask(Engine tez, PlanShape shape) {
        try {
            shape.prepare(tez);
            Rows rows = tez.run(shape.query().sql());
            stockTez.put(shape.name(), rows);
            if (duckDb.containsKey(shape.name())) {
                String difference = RowComparer.compareAcrossDialects(duckDb.get(shape.name()), rows)
                        .difference();
                if (!difference.isEmpty()) {
                    disagreements.put(shape.name(), difference);
                }
            }
        } catch (StatementFailed e) {
            stockTezErrors.put(shape.name(), e.getMessage());
        }
    }

    static List<WorkerForm> forms() {
        return SuiteForm.parse(System.getProperty("rows.forms", "thread,two_processes")).stream()
                .map(SuiteForm::workers)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyStatementHasTheRowsOfBothJudges(WorkerForm form) {
        Map<String, String> found = new TreeMap<>();
        verdicts.put(form, found);
        try (HiveProcess hive = HiveProcess.mr3(form, temp.resolve(form.name()), ShapeTables.SETTINGS)) {
            tables.loadIntoHive(hive);
            for (PlanShape shape : shapes) {
                found.put(shape.name(), judge(hive, shape));
            }
        }
        List<String> wrong = found.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
        assertEquals(List.of(), wrong);
    }

    /** What is wrong; empty if nothing is. */
    private String judge(Engine hive, PlanShape shape) {
        try {
            List<String> wrong = new ArrayList<>(shape.prepare(hive));
            Rows rows = hive.run(shape.query().sql());
            if (stockTez.containsKey(shape.name())) {
                wrong.add(RowComparer.compare(stockTez.get(shape.name()), rows).difference());
            }
            if (duckDb.containsKey(shape.name()) && !disagreements.containsKey(shape.name())) {
                wrong.add(RowComparer.compareAcrossDialects(duckDb.get(shape.name()), rows)
                        .difference());
            }
            return String.join(
                    "; ", wrong.stream().filter(line -> !line.isEmpty()).toList());
        } catch (StatementFailed e) {
            return FAILED + ": " + e.getMessage();
        }
    }

    @AfterAll
    void publish() throws IOException {
        String text = text();
        Files.writeString(Path.of("target", "statements-rows.md"), text);
        if (GeneratedSection.isToBeWritten()) {
            new GeneratedSection("compatibility.md", getClass()).write(text);
        }
    }

    private String text() {
        StringBuilder text =
                new StringBuilder("## Statements, each for its own sake\n\nBy `benchmarks/bench statements-rows`. "
                        + Provenance.line() + ".\n\n| statement | its plan shows | rows | judges |");
        verdicts.keySet().forEach(form -> text.append(' ').append(form.title()).append(" |"));
        text.append("\n|---|---|---:|---|")
                .append("---|".repeat(verdicts.size()))
                .append('\n');
        shapes.forEach(shape -> text.append(row(shape)));
        RowsSuite.list(text, "Stock Tez cannot run", lines(stockTezErrors));
        RowsSuite.list(text, "The judges disagree, mr3 has the rows of stock Tez", lines(disagreements));
        return text.toString();
    }

    private String row(PlanShape shape) {
        String name = shape.name();
        List<String> words = Stream.concat(shape.query().planShape().stream(), shape.insertShape().stream())
                .distinct()
                .toList();
        List<String> judges = new ArrayList<>();
        if (stockTez.containsKey(name)) {
            judges.add("stock Tez");
        }
        if (duckDb.containsKey(name)) {
            judges.add("DuckDB");
        }
        Rows rows = stockTez.getOrDefault(name, duckDb.get(name));
        List<String> cells = new ArrayList<>(List.of(
                name,
                String.join(", ", words),
                rows == null ? "–" : Integer.toString(rows.rows().size()),
                String.join(", ", judges)));
        verdicts.values().forEach(found -> {
            String verdict = found.get(name);
            cells.add(verdict == null ? "–" : verdict.isEmpty() ? "equal" : "**not equal**");
        });
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static List<String> lines(Map<String, String> reasons) {
        return reasons.entrySet().stream()
                .map(reason -> reason.getKey() + ": " + firstLine(reason.getValue()))
                .toList();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
