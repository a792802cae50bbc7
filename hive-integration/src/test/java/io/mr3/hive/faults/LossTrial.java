package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.TaskId;
import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.Rows;
import io.mr3.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Harms one worker while a query runs, at a moment when that worker holds finished outputs and attempts of a vertex that
 * reads them run. A seed chooses query, vertex, moment and worker.
 */
final class LossTrial {
    /** A query may be over before the harm is done. */
    private static final int MOST_TRIES = 5;

    /** Makes names of DAGs: one that was used before would be found in the history at once. */
    private static final AtomicInteger TRIALS = new AtomicInteger();

    private static final long LONGEST_SECONDS = 240;

    private final HiveProcess hive;
    private final AttemptHistory history;
    private final Function<Random, Undisturbed> queries;
    private final Consumer<WorkerProcess> harm;
    private final Consumer<WorkerProcess> aftermath;
    private final long extraMillis;

    /**
     * @param queries chooses one
     * @param harm done to the worker, at once
     * @param aftermath done to it when it is known to be lost, while the query still runs
     * @param extraMillis that the query may take beyond three times its undisturbed time
     */
    LossTrial(
            HiveProcess hive,
            AttemptHistory history,
            Function<Random, Undisturbed> queries,
            Consumer<WorkerProcess> harm,
            Consumer<WorkerProcess> aftermath,
            long extraMillis) {
        this.hive = hive;
        this.history = history;
        this.queries = queries;
        this.harm = harm;
        this.aftermath = aftermath;
        this.extraMillis = extraMillis;
    }

    /** What happened, for more checks. */
    record Outcome(String dag, WorkerProcess worker, long harmedMillis) {}

    Outcome run(long seed) {
        for (int tried = 1; tried <= MOST_TRIES; tried++) {
            Outcome outcome = attempt(seed, "loss " + TRIALS.incrementAndGet());
            if (outcome != null && !ranAgain(outcome).isEmpty()) {
                return outcome;
            }
        }
        throw new AssertionError("in " + MOST_TRIES + " tries no output was lost that was still needed");
    }

    private Outcome attempt(long seed, String dag) {
        Random random = new Random(seed);
        Undisturbed query = queries.apply(random);
        String consumer = query.consumers().get(random.nextInt(query.consumers().size()));
        int starts = 1 + random.nextInt((int) (query.attempts().get(consumer) / 2));
        hive.run("set hive.query.name=" + dag);
        long began = System.nanoTime();
        CompletableFuture<Rows> running = hive.runAsync(query.query().comparable());
        Await.until(() -> running.isDone() || hasComeTo(dag, consumer, starts));
        List<WorkerProcess> holders = holders(dag, query.sources().get(consumer));
        if (running.isDone() || holders.isEmpty()) {
            join(running);
            return null;
        }
        WorkerProcess worker = holders.get(random.nextInt(holders.size()));
        Outcome outcome = new Outcome(dag, worker, System.currentTimeMillis());
        harm.accept(worker);
        Await.until(() -> isLost(worker));
        aftermath.accept(worker);
        Rows rows = join(running);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        history.update();
        String what = query.name() + ", " + worker.name() + " harmed at start " + starts + " of " + consumer;
        System.out.println(what + ": " + millis + " ms, undisturbed " + query.millis() + " ms, "
                + ranAgain(outcome).size() + " tasks ran again, loss known after "
                + (history.loss(worker.name()).orElseThrow().atMillis() - outcome.harmedMillis()) + " ms");
        assertEquals("", RowComparer.compare(query.rows(), rows).difference(), what);
        long most = 3 * query.millis() + extraMillis;
        if (!failed(dag).isEmpty()) {
            history.changes(dag).forEach(System.out::println);
        }
        assertEquals(List.of(), failed(dag), what + ": nobody is to blame");
        assertTrue(millis <= most, what + " took " + millis + " ms, expected " + most + " at most");
        return outcome;
    }

    private boolean isLost(WorkerProcess worker) {
        history.update();
        return history.loss(worker.name()).isPresent();
    }

    private boolean hasComeTo(String dag, String consumer, int starts) {
        history.update();
        return history.knows(dag)
                && history.changes(dag).stream()
                                .filter(change ->
                                        change.isStart() && change.vertex().equals(consumer))
                                .count()
                        >= starts;
    }

    /** Living workers on which an attempt of one of these vertices has succeeded. */
    private List<WorkerProcess> holders(String dag, Set<String> producers) {
        if (!history.knows(dag)) {
            return List.of();
        }
        Set<String> names = history.changes(dag).stream()
                .filter(change -> change.isSuccess() && producers.contains(change.vertex()))
                .map(AttemptChange::worker)
                .collect(Collectors.toSet());
        return WorkerProcess.of(hive).stream()
                .filter(worker -> names.contains(worker.name()))
                .toList();
    }

    private Set<TaskId> ranAgain(Outcome outcome) {
        return ranAgain(outcome, outcome.worker().name()::equals);
    }

    /** Tasks that had succeeded on one of these workers and were started once more after the harm. */
    Set<TaskId> ranAgain(Outcome outcome, Predicate<String> workers) {
        List<AttemptChange> changes = history.changes(outcome.dag());
        Map<TaskId, Integer> succeeded = changes.stream()
                .filter(change -> change.isSuccess() && workers.test(change.worker()))
                .collect(Collectors.toMap(
                        change -> change.attempt().task(),
                        change -> change.attempt().number(),
                        Math::min));
        return changes.stream()
                .filter(change -> change.isStart() && change.atMillis() >= outcome.harmedMillis())
                .filter(change -> change.attempt().number()
                        > succeeded.getOrDefault(change.attempt().task(), Integer.MAX_VALUE))
                .map(change -> change.attempt().task())
                .collect(Collectors.toSet());
    }

    private List<String> failed(String dag) {
        return history.changes(dag).stream()
                .filter(change -> change.state().equals("FAILED"))
                .map(change -> change.vertex() + " " + change.attempt() + ": " + change.diagnostics())
                .toList();
    }

    private static Rows join(CompletableFuture<Rows> running) {
        try {
            return running.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
