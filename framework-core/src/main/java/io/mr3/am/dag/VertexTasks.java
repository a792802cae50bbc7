package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.InputData;
import io.mr3.rpc.proto.RoutedEvent;
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
    private final String vertex;
    private final int[] counts = new int[TaskState.values().length];
    private final Set<Attempt> running = new LinkedHashSet<>();
    private final Map<WorkerId, Integer> runningByWorker = new HashMap<>();
    private List<Task> tasks = List.of();
    private final List<Runnable> early = new ArrayList<>();
    private boolean made;
    private int failedAttempts;
    private int killedAttempts;

    /** @param vertex its name, for errors */
    VertexTasks(String vertex) {
        this.vertex = vertex;
    }

    /** Makes {@code parallelism} new tasks instead of those there were, none of which was scheduled. */
    void resize(int parallelism, IntFunction<Task> maker) {
        List<Task> all = new ArrayList<>(parallelism);
        for (int i = 0; i < parallelism; i++) {
            all.add(maker.apply(i));
        }
        tasks = Collections.unmodifiableList(all);
        counts[TaskState.NEW.ordinal()] = parallelism;
        made = true;
        early.forEach(Runnable::run);
        early.clear();
    }

    /**
     * Gives the tasks something, as soon as it is known how many there are: a manager may place the data of one input before
     * another input decides that.
     */
    void whenMade(Runnable giving) {
        if (made) {
            giving.run();
        } else {
            early.add(giving);
        }
    }

    List<Task> all() {
        return tasks;
    }

    int size() {
        return tasks.size();
    }

    /** @throws IllegalArgumentException if there is no such task */
    Task get(int index) {
        if (index < 0 || index >= tasks.size()) {
            throw new IllegalArgumentException(
                    "expected one of " + tasks.size() + " tasks of vertex " + vertex + ", got " + index);
        }
        return tasks.get(index);
    }

    /** A hint per task, as far as they go. */
    void setHints(List<LocationHint> hints) {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).prefer(i < hints.size() ? hints.get(i) : null);
        }
    }

    void giveInputData(List<Integer> targets, List<InputData> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            get(targets.get(i))
                    .give(RoutedEvent.newBuilder().setInputData(pieces.get(i)).build());
        }
    }

    void giveProcessorEvent(int task, ByteString payload) {
        get(task).give(RoutedEvent.newBuilder().setProcessorPayload(payload).build());
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
