package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class DuckDbDialectTest {
    @Test
    void namesInBackQuotesGetDoubleQuotes() {
        Statement statement = Statement.of("s", "select count(*) as `order count ` from t limit 100");
        assertEquals("select count(*) as \"order count \" from t", DuckDbDialect.comparable(statement));
    }

    @Test
    void aMendThatDoesNotFitItsTextIsAMistake() {
        Statement statement = Statement.of("tpcds q90", "select 1");
        assertThrows(IllegalStateException.class, () -> DuckDbDialect.comparable(statement));
    }

    @Test
    void aDivisionByZeroIsNullAsInHive() {
        try (DuckDb duckDb = DuckDb.open()) {
            Rows rows = duckDb.run("select 1 / 0, 0.00 / 0.00");
            assertEquals("[null, null]", rows.rows().get(0).toString());
            assertEquals(
                    List.of("double", "double"),
                    rows.types().stream().map(ColumnType::text).toList());
        }
    }
}
