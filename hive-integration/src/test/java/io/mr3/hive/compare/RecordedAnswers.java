package io.mr3.hive.compare;

import java.util.HashMap;
import java.util.Map;

/** The answers that an engine gave once, and its failures, for all later comparisons. */
public final class RecordedAnswers implements Engine {
    private final String name;
    private final Map<String, Rows> answers = new HashMap<>();
    private final Map<String, StatementFailed> failures = new HashMap<>();

    /**
     * Nothing recorded yet.
     *
     * @param name of the engine that will be asked
     */
    public RecordedAnswers(String name) {
        this.name = name;
    }

    /** Asks {@code engine} and keeps its answer, or its failure, which {@link #run} then throws. */
    public void ask(Engine engine, Statement statement) {
        try {
            answers.put(statement.comparable(), engine.run(statement.comparable()));
        } catch (StatementFailed e) {
            failures.put(statement.comparable(), e);
        }
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
        Rows rows = answers.get(statement);
        if (rows == null) {
            throw new StatementFailed(name, statement, "it was not asked this before");
        }
        return rows;
    }

    @Override
    public void close() {
        // what was recorded needs nothing
    }
}
