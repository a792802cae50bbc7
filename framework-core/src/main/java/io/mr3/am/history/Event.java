package io.mr3.am.history;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.List;

/** Something that happened; times are milliseconds since the epoch, from the clock of a mailbox. */
public sealed interface Event {
    /** When it happened. */
    long atMillis();

    /** Adds the fields beyond the time; the first names the event. */
    void describe(JsonLine line);

    /** A DAG was accepted. */
    record DagSubmitted(DagId dag, String name, String user, int vertices, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "dag-submitted")
                    .add("dag", dag)
                    .add("name", name)
                    .add("user", user)
                    .add("vertices", vertices);
        }
    }

    /** A DAG left the queue and runs. */
    record DagStarted(DagId dag, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "dag-started").add("dag", dag);
        }
    }

    /** A DAG reached its final {@code state}; {@code diagnostics} says why, empty if it succeeded. */
    record DagEnded(DagId dag, String state, String diagnostics, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "dag-ended").add("dag", dag).add("state", state).add("diagnostics", diagnostics);
        }
    }

    /** An attempt was launched on a worker. */
    record AttemptStarted(AttemptId attempt, String vertex, WorkerId worker, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "attempt-started")
                    .add("attempt", attempt)
                    .add("vertex", vertex)
                    .add("worker", worker);
        }
    }

    /**
     * An attempt reached its final {@code state} after it had been launched.
     *
     * @param beganMillis when its worker began to run it, by the worker's clock; 0 if unknown
     * @param doneMillis when it had nothing left to do, by the worker's clock; 0 if unknown
     */
    record AttemptEnded(
            AttemptId attempt,
            String vertex,
            WorkerId worker,
            String state,
            String diagnostics,
            long startedMillis,
            long beganMillis,
            long doneMillis,
            long atMillis)
            implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "attempt-ended")
                    .add("attempt", attempt)
                    .add("vertex", vertex)
                    .add("worker", worker)
                    .add("state", state)
                    .add("diagnostics", diagnostics)
                    .add("started", startedMillis)
                    .add("began", beganMillis)
                    .add("done", doneMillis);
        }
    }

    /** A worker has registered with its ContainerGroup: one for each worker that was allocated. */
    record WorkerReady(WorkerId worker, String group, String host, long pid, String logFile, long atMillis)
            implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "worker-ready")
                    .add("worker", worker)
                    .add("group", group)
                    .add("host", host)
                    .add("pid", pid)
                    .add("log", logFile);
        }
    }

    /** A worker goes on in another ContainerGroup; it was allocated once. */
    record WorkerMoved(WorkerId worker, String group, String from, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "worker-moved")
                    .add("worker", worker)
                    .add("group", group)
                    .add("from", from);
        }
    }

    /** A worker does without these local directories from here on; none: all are good again. */
    record WorkerDisks(WorkerId worker, String group, List<String> bad, long atMillis) implements Event {
        public WorkerDisks {
            bad = List.copyOf(bad);
        }

        @Override
        public void describe(JsonLine line) {
            line.add("event", "worker-disks")
                    .add("worker", worker)
                    .add("group", group)
                    .add("bad", String.join("; ", bad));
        }
    }

    /** A worker was lost or sent away: nothing of it is heard any more. */
    record WorkerGone(WorkerId worker, String group, boolean lost, String reason, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", lost ? "worker-lost" : "worker-dismissed")
                    .add("worker", worker)
                    .add("group", group)
                    .add("reason", reason);
        }
    }

    /** Events were dropped because they came faster than the disk takes them. */
    record EventsLost(int count, long atMillis) implements Event {
        @Override
        public void describe(JsonLine line) {
            line.add("event", "events-lost").add("count", count);
        }
    }
}
