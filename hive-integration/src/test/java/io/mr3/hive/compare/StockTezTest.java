package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.EngineChoice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge that is Hive stays what makes it a judge. */
class StockTezTest {
    @TempDir
    static Path temp;

    private static HiveProcess stockTez;

    @BeforeAll
    static void start() {
        stockTez = HiveProcess.stockTez(temp.resolve("tez"));
    }

    @AfterAll
    static void close() {
        stockTez.close();
    }

    @Test
    void stockTezRunsOneTaskAtATimeAndNoStatementCanChangeThat() {
        String key = "tez.am.inline.task.execution.max-tasks";
        assertEquals(List.of(key + "=1"), stockTez.run("set " + key).lines());
        assertEquals(
                List.of("tez.local.mode=true"),
                stockTez.run("set tez.local.mode").lines());
        assertThrows(StatementFailed.class, () -> stockTez.run("set " + key + "=2"));
        StatementFailed refused = assertThrows(
                StatementFailed.class,
                () -> HiveProcess.start(
                        EngineChoice.TEZ,
                        System.getProperty("java.class.path"),
                        temp.resolve("other"),
                        Map.of(key, "2")));
        assertTrue(refused.getMessage().contains(key), refused.getMessage());
    }

    @Test
    void hivesRowsKeepTheirTypes() {
        Rows rows = stockTez.run("select cast(1.5 as decimal(12,2)), cast(null as string), '', 7, cast(0.1 as double),"
                + " date '2024-02-29', timestamp '2024-02-29 10:00:00.25', true, cast('x' as char(3)), 'a\\tb\\n',"
                + " array(1,2)");
        assertEquals(
                List.of(
                        "decimal(12,2)",
                        "string",
                        "string",
                        "int",
                        "double",
                        "date",
                        "timestamp",
                        "boolean",
                        "char(3)",
                        "string",
                        "array<int>"),
                rows.types().stream().map(ColumnType::text).toList());
        assertEquals(
                "[1.50, null, , 7, 0.1, 2024-02-29, 2024-02-29T10:00:00.250, true, x  , a\tb\n, [1,2]]",
                rows.rows().get(0).toString());
    }

    @Test
    void aFailedStatementSaysWhyAndTheSessionGoesOn() {
        StatementFailed failed = assertThrows(StatementFailed.class, () -> stockTez.run("select nowhere from nothing"));
        assertTrue(failed.getMessage().contains("Table not found 'nothing'"), failed.getMessage());
        assertEquals(1, stockTez.run("select 1").rows().size());
    }

    @Test
    void aPlantedMistakeIsFoundInRealRows() {
        Rows one = stockTez.run("select explode(array(1, 2, 2))");
        Rows other = new Rows(
                one.types(), Arrays.asList(one.rows().get(0), one.rows().get(1)));
        assertEquals(
                "expected 3 rows, got 2; 1 missing, first (2)",
                RowComparer.compare(one, other).difference());
    }
}
