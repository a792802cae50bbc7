package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<ColumnType> STRING = List.of(ColumnType.parse("string"));

    /** Answers from a table of statements. */
    private record Scripted(String name, Map<String, List<List<String>>> answers) implements Engine {
        @Override
        public Rows run(String statement) {
            if (!answers.containsKey(statement)) {
                throw new StatementFailed(name, statement, "not in the script");
            }
            return Rows.of(STRING, answers.get(statement));
        }

        @Override
        public void close() {}
    }

    @Test
    void statementsAreComparedWithoutTheirLimit() {
        Engine engine =
                new Scripted("engine", Map.of("select a from t order by a", List.of(List.of("x"), List.of("y"))));
        Engine judge = new Scripted("judge", Map.of("select a from t order by a", List.of(List.of("y"), List.of("x"))));
        Comparison comparison = Comparison.byHive(engine, judge);
        comparison.check(Statement.of("top", "select a from t order by a\nLIMIT 1\n"));
        assertEquals(List.of(), comparison.failures());
    }

    @Test
    void onlyALimitOfTheWholeStatementIsStripped() {
        assertEquals("select 1", Statement.of("a", "select 1 limit 10 offset 3").comparable());
        assertEquals("select 1", Statement.of("a", "select 1 limit 2,3").comparable());
        String inner = "select * from (select 1 limit 10) t";
        assertEquals(inner, Statement.of("b", inner).comparable());
    }

    @Test
    void resultsWithoutRowsAreListed() {
        Engine engine = new Scripted("engine", Map.of("q", List.of()));
        Comparison comparison = Comparison.byHive(engine, engine);
        comparison.check(Statement.of("nothing", "q"));
        assertEquals(List.of("nothing"), comparison.empty());
        assertEquals("1 statements on engine and engine: 0 failed [], 1 without rows [nothing]", comparison.toString());
    }

    @Test
    void aDifferenceAndAFailureNameTheStatement() {
        Engine engine = new Scripted("engine", Map.of("q", List.of(List.of("x"))));
        Engine judge = new Scripted("judge", Map.of("q", List.of(List.of("y")), "r", List.of()));
        Comparison comparison = Comparison.byHive(engine, judge);
        comparison.check(Statement.of("first", "q"));
        comparison.check(Statement.of("second", "r"));
        assertEquals(
                "first: engine differs from judge: expected 1 rows, got 1; 1 missing, first ('y'); 1 unexpected, first ('x')",
                comparison.failures().get(0));
        assertTrue(comparison.failures().get(1).startsWith("second: engine failed: not in the script"));
    }

    @Test
    void aPlanWithoutItsShapeIsAFailure() {
        Map<String, List<List<String>>> answers =
                Map.of("q", List.of(List.of("x")), "explain q", List.of(List.of("Map 1 <- Map 2 (BROADCAST_EDGE)")));
        Engine engine = new Scripted("engine", answers);
        Comparison comparison = Comparison.byHive(engine, engine);
        comparison.check(Statement.of("broadcast", "q").showing("BROADCAST_EDGE"));
        assertEquals(List.of(), comparison.failures());
        comparison.check(Statement.of("bucket", "q").showing("CUSTOM_EDGE"));
        assertEquals(List.of("bucket: the plan of engine lacks CUSTOM_EDGE"), comparison.failures());
    }
}
