package io.mr3.hive.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Runs statements on an engine and on a judge, and keeps what came of it. */
public final class Comparison {
    private final Engine engine;
    private final Engine judge;
    private final BiFunction<Rows, Rows, Verdict> comparer;
    private final List<String> failures = new ArrayList<>();
    private final List<String> empty = new ArrayList<>();
    private int compared;

    private Comparison(Engine engine, Engine judge, BiFunction<Rows, Rows, Verdict> comparer) {
        this.engine = engine;
        this.judge = judge;
        this.comparer = comparer;
    }

    /** Judged by another run of Hive: types must be the same. */
    public static Comparison byHive(Engine engine, Engine judge) {
        return new Comparison(engine, judge, RowComparer::compare);
    }

    /** Judged by another database: types must be alike. */
    public static Comparison byOtherDatabase(Engine engine, Engine judge) {
        return new Comparison(engine, judge, RowComparer::compareAcrossDialects);
    }

    /** Checks the plan's shape on the engine, then the rows of both. */
    public void check(Statement statement) {
        compared++;
        try {
            List<String> plan = statement.planShape().isEmpty()
                    ? List.of()
                    : engine.run("explain " + statement.sql()).lines();
            for (String word : statement.planShape()) {
                if (plan.stream().noneMatch(line -> line.contains(word))) {
                    failures.add(statement.name() + ": the plan of " + engine.name() + " lacks " + word);
                }
            }
            Rows expected = judge.run(statement.comparable());
            Verdict verdict = comparer.apply(expected, engine.run(statement.comparable()));
            if (!verdict.same()) {
                failures.add(
                        statement.name() + ": " + engine.name() + " differs from " + judge.name() + ": " + verdict);
            } else if (expected.rows().isEmpty()) {
                empty.add(statement.name());
            }
        } catch (StatementFailed e) {
            failures.add(statement.name() + ": " + e.getMessage());
        }
    }

    /** One line for each failure. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Statements that agree in having no rows, and so prove little. */
    public List<String> empty() {
        return List.copyOf(empty);
    }

    @Override
    public String toString() {
        return compared + " statements on " + engine.name() + " and " + judge.name() + ": " + failures.size()
                + " failed " + failures + ", " + empty.size() + " without rows " + empty;
    }
}
