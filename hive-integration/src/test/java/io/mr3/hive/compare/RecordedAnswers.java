package io.mr3.hive.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The answers that an engine gave once, and its failures, for all later comparisons. */
public final class RecordedAnswers implements Engine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, StatementFailed> failures = new HashMap<>();

    private record Answer(Rows rows, long millis) {}

    /** An answer in a file: cells are text, or null. */
    private record Kept(List<String> types, List<List<String>> rows, long millis) {}

    /**
     * Nothing recorded yet.
     *
     * @param name of the engine that will be asked
     */
    public RecordedAnswers(String name) {
        this.name = name;
    }

    /** Adds the answers of a file that {@link #write} has made; none if it is not there. */
    public void read(Path file) throws IOException {
        if (Files.exists(file)) {
            Map<String, Kept> kept = JSON.readValue(file.toFile(), new TypeReference<Map<String, Kept>>() {});
            kept.forEach((text, answer) -> answers.put(
                    text,
                    new Answer(
                            Rows.of(answer.types.stream().map(ColumnType::parse).toList(), answer.rows),
                            answer.millis)));
        }
    }

    /** Keeps the answers, without the failures. */
    public void write(Path file) throws IOException {
        Map<String, Kept> kept = new TreeMap<>();
        answers.forEach((text, answer) -> kept.put(
                text,
                new Kept(
                        answer.rows.types().stream().map(ColumnType::text).toList(),
                        answer.rows.rows().stream().map(RecordedAnswers::texts).toList(),
                        answer.millis)));
        Files.writeString(file, JSON.writeValueAsString(kept));
    }

    private static List<String> texts(List<Object> row) {
        return Arrays.asList(row.stream()
                .map(cell -> cell instanceof BigDecimal number
                        ? number.toPlainString()
                        : cell == null ? null : cell.toString())
                .toArray(String[]::new));
    }

    /** Asks {@code engine} and keeps its answer, or its failure, which {@link #run} then throws. */
    public void ask(Engine engine, Statement statement) {
        ask(engine, statement, statement.comparable());
    }

    /** The same in DuckDB's words. */
    public void ask(DuckDb duckDb, Statement statement) {
        ask(duckDb, statement, DuckDbDialect.comparable(statement));
    }

    private void ask(Engine engine, Statement statement, String text) {
        long start = System.nanoTime();
        try {
            Rows rows = engine.run(text);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            answers.put(statement.comparable(), new Answer(rows, millis));
        } catch (StatementFailed e) {
            failures.put(statement.comparable(), e);
        }
    }

    /** Whether it was asked, and did not fail. */
    public boolean hasAnswered(Statement statement) {
        return answers.containsKey(statement.comparable());
    }

    /** How long the engine took for an answer. */
    public long millis(Statement statement) {
        return hasAnswered(statement) ? answers.get(statement.comparable()).millis : 0;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Rows run(String statement) {
        StatementFailed failure = failures.get(statement);
        if (failure != null) {
            throw failure;
        }
        Answer answer = answers.get(statement);
        if (answer == null) {
            throw new StatementFailed(name, statement, "it was not asked this before");
        }
        return answer.rows;
    }

    @Override
    public void close() {
        // what was recorded needs nothing
    }
}
