package io.mr3.tez.worker;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.worker.AttemptListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.runtime.RuntimeTask;
import org.apache.tez.runtime.api.TaskFailureType;
import org.apache.tez.runtime.api.impl.EventMetaData;
import org.apache.tez.runtime.api.impl.TezEvent;
import org.apache.tez.runtime.internals.api.TaskReporterInterface;
import org.apache.tez.runtime.task.ErrorReporter;

/**
 * Hears from Tez what one attempt says and pushes it on at once. What the attempt says while it closes waits for its
 * last report, which the root thread makes: those events and the success belong together, or neither happened.
 *
 * <p>Tez API: {@link TaskReporterInterface}, called on the attempt's threads.
 */
final class AttemptReporter implements TaskReporterInterface {
    private final AttemptId id;
    private final AttemptPlace where;
    private final OutgoingEvents events;
    private final AttemptListener listener;
    private final Runnable onRegistered;
    private final BlockingQueue<Boolean> commitAnswers = new LinkedBlockingQueue<>();
    private final List<TaskEvent> closing = new ArrayList<>();
    private AttemptEnd end;
    private volatile RuntimeTask task;

    /**
     * A reporter for one attempt.
     *
     * @param where it runs, for diagnostics
     * @param onRegistered called once there is a task to hand events to
     */
    AttemptReporter(
            AttemptId id, AttemptPlace where, OutgoingEvents events, AttemptListener listener, Runnable onRegistered) {
        this.id = id;
        this.where = where;
        this.events = events;
        this.listener = listener;
        this.onRegistered = onRegistered;
    }

    AttemptPlace where() {
        return where;
    }

    /** Tez's task, or null if it has not got that far. */
    RuntimeTask task() {
        return task;
    }

    /**
     * Whether the attempt did all that belongs to it: an interrupt at the wrong moment makes Tez skip the rest,
     * silently.
     */
    boolean isClosed() {
        RuntimeTask registered = task;
        return registered != null && registered.hasInitialized() && !registered.isRunning();
    }

    /** The failure that the attempt itself reported, or null. */
    synchronized AttemptEnd reportedEnd() {
        return end;
    }

    /** What the attempt said while it closed. */
    synchronized List<TaskEvent> closingEvents() {
        return List.copyOf(closing);
    }

    void answerCommit(boolean granted) {
        commitAnswers.add(granted);
    }

    @Override
    public void registerTask(RuntimeTask registered, ErrorReporter errors) {
        task = registered;
        onRegistered.run();
    }

    @Override
    public void unregisterTask(TezTaskAttemptID attempt) {}

    @Override
    public void addEvents(TezTaskAttemptID attempt, Collection<TezEvent> news) {
        List<TaskEvent> wire = news.stream().map(events::toWire).toList();
        if (isClosed()) {
            synchronized (this) {
                closing.addAll(wire);
            }
        } else if (!wire.isEmpty()) {
            listener.report(AttemptReport.newBuilder()
                    .setAttemptId(id.toString())
                    .addAllEvents(wire)
                    .build());
        }
    }

    @Override
    public boolean canCommit(TezTaskAttemptID attempt) throws IOException {
        listener.askCommit(id);
        try {
            return commitAnswers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(id + " was interrupted while it waited for the right to commit");
        }
    }

    @Override
    public boolean taskSucceeded(TezTaskAttemptID attempt) {
        return true;
    }

    @Override
    public boolean taskFailed(
            TezTaskAttemptID attempt, TaskFailureType type, Throwable cause, String message, EventMetaData source) {
        return stopping(AttemptFailure.failed(type, cause, message, source, where));
    }

    @Override
    public boolean taskKilled(TezTaskAttemptID attempt, Throwable cause, String message, EventMetaData source) {
        return stopping(AttemptFailure.killed(cause, message, source, where));
    }

    /** The attempt's companion cannot go on. */
    void failed(Throwable cause) {
        stopping(AttemptFailure.failed(null, cause, null, null, where));
        AttemptFailure.poison(cause).ifPresent(error -> listener.poisoned(id, error));
    }

    private boolean stopping(AttemptEnd reported) {
        synchronized (this) {
            if (end == null) {
                end = reported;
            }
        }
        listener.stopping(id);
        return true;
    }

    @Override
    public void shutdown() {}
}
