package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.Verdict;
import io.mr3.hive.compare.WorkerForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DAGs of each form that Hive plans give the rows of another database. */
class PlanShapesTest {
    @TempDir
    static Path temp;

    private static ShapeTables tables;
    private static DuckDb duckDb;

    @BeforeAll
    static void openTheJudge() throws IOException {
        tables = ShapeTables.write(temp.resolve("tables"));
        duckDb = DuckDb.open();
        tables.loadIntoDuckDb(duckDb);
    }

    @AfterAll
    static void close() {
        duckDb.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"THREAD", "TWO_PROCESSES"})
    void everyShapeGivesTheJudgesRows(WorkerForm form) throws IOException {
        Path data = temp.resolve(form.name());
        List<String> wrong = new ArrayList<>();
        try (HiveProcess hive = HiveProcess.mr3(form, data, ShapeTables.SETTINGS)) {
            tables.loadIntoHive(hive);
            for (PlanShape shape : PlanShapes.ALL) {
                wrong.addAll(run(shape, hive));
            }
        }
        assertEquals(List.of(), wrong);
        AttemptHistory history = AttemptHistory.read(data);
        long planned = reducers(PlanShapes.PLAIN_JOIN, history);
        long reduced = reducers(PlanShapes.REDUCED_JOIN, history);
        assertTrue(0 < reduced && reduced < planned, "reducers: " + reduced + " of " + planned);
    }

    private static long reducers(PlanShape join, AttemptHistory history) {
        return history.attempts(join.query().name()).get("Reducer 2");
    }

    private static List<String> run(PlanShape shape, HiveProcess hive) {
        String name = shape.query().name();
        try {
            List<String> wrong = new ArrayList<>(shape.prepare(hive));
            Verdict verdict = RowComparer.compareAcrossDialects(
                    duckDb.run(shape.judged()), hive.run(shape.query().sql()));
            if (!verdict.same()) {
                wrong.add(name + ": " + verdict);
            }
            return wrong;
        } catch (StatementFailed e) {
            return List.of(name + ": " + e.getMessage());
        }
    }
}
