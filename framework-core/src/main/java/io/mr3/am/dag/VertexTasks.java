package io.mr3.am.dag;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** The tasks of a vertex, how many are in which state, and where they run. */
final class VertexTasks {
    private final int[] counts = new int[TaskState.values().length];
    private final Set<Attempt> running = new LinkedHashSet<>();
    private final Map<WorkerId, Integer> runningByWorker = new HashMap<>();
    private List<Task> tasks = List.of();
    private int failedAttempts;
    private int killedAttempts;

    /** Makes {@code parallelism} new tasks instead of those there were, none of which was scheduled. */
    void resize(int parallelism, IntFunction<Task> maker) {
        List<Task> made = new ArrayList<>(parallelism);
        for (int i = 0; i < parallelism; i++) {
            made.add(maker.apply(i));
        }
        tasks = Collections.unmodifiableList(made);
        counts[TaskState.NEW.ordinal()] = parallelism;
    }

    List<Task> all() {
        return tasks;
    }

    int size() {
        return tasks.size();
    }

    Task get(int index) {
        return tasks.get(index);
    }

    /** How many tasks are in {@code state}. */
    int count(TaskState state) {
        return counts[state.ordinal()];
    }

    boolean haveAllSucceeded() {
        return count(TaskState.SUCCEEDED) == tasks.size();
    }

    /** Whether some attempt waits or runs. */
    boolean isAnyLive() {
        return count(TaskState.SCHEDULED) + count(TaskState.RUNNING) + count(TaskState.KILLING) > 0;
    }

    /** Launched attempts that have not ended, oldest first; a live view. */
    Set<Attempt> running() {
        return Collections.unmodifiableSet(running);
    }

    /** Workers with running attempts. */
    Set<WorkerId> workers() {
        return Collections.unmodifiableSet(runningByWorker.keySet());
    }

    int failedAttempts() {
        return failedAttempts;
    }

    int killedAttempts() {
        return killedAttempts;
    }

    void moved(TaskState from, TaskState to) {
        counts[from.ordinal()]--;
        counts[to.ordinal()]++;
    }

    void attemptLaunched(Attempt attempt) {
        running.add(attempt);
        runningByWorker.merge(attempt.worker().id(), 1, Integer::sum);
    }

    void attemptEnded(Attempt attempt, DagHistory.Outcome outcome) {
        WorkerRef worker = attempt.worker();
        if (running.remove(attempt)) {
            runningByWorker.computeIfPresent(worker.id(), (id, count) -> count == 1 ? null : count - 1);
        }
        if (outcome == DagHistory.Outcome.FAILED) {
            failedAttempts++;
        } else if (outcome == DagHistory.Outcome.KILLED && worker != null) {
            killedAttempts++;
        }
    }
}
