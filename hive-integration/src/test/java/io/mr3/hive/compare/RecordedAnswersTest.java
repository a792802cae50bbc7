package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedAnswersTest {
    private static final Statement STATEMENT = Statement.of("all types", "select everything limit 3");

    private static final Rows ROWS = Rows.of(
            Stream.of("decimal(38,10)", "double", "char(3)", "date", "timestamp", "array<int>")
                    .map(ColumnType::parse)
                    .toList(),
            List.of(
                    Arrays.asList("0.0000000000", "1.0E-7", "x  ", "2024-02-29", "2024-02-29 10:00:00.25", "[1,2]"),
                    Arrays.asList(null, "NaN", "", null, null, null)));

    private record Everything(String name) implements Engine {
        @Override
        public Rows run(String statement) {
            return ROWS;
        }

        @Override
        public void close() {}
    }

    @Test
    void whatIsReadIsWhatWasAnswered(@TempDir Path temp) throws IOException {
        RecordedAnswers written = new RecordedAnswers("engine");
        written.read(temp.resolve("answers"));
        assertFalse(written.hasAnswered(STATEMENT));
        written.ask(new Everything("engine"), STATEMENT);
        written.write(temp.resolve("answers"));

        RecordedAnswers read = new RecordedAnswers("engine");
        read.read(temp.resolve("answers"));

        assertTrue(read.hasAnswered(STATEMENT));
        assertEquals(ROWS, read.run("select everything"));
        assertEquals(written.millis(STATEMENT), read.millis(STATEMENT));
    }
}
