package io.mr3.am.group;

import java.time.Duration;
import java.util.Optional;

/** Says in one line why nothing of a DAG runs in a group. */
final class WaitingLines {
    private final WorkerPool pool;
    private Optional<StartTrouble> trouble = Optional.empty();
    private long troubleNanos;

    WaitingLines(WorkerPool pool) {
        this.pool = pool;
    }

    void startsFail(StartTrouble latest, long nanos) {
        trouble = Optional.of(latest);
        troubleNanos = nanos;
    }

    void startsSucceed() {
        trouble = Optional.empty();
    }

    String line(Member member, long nanos) {
        if (pool.busySlots() < pool.activeSlots() && hasOnlyConsumers(member)) {
            return "waits for inputs";
        }
        if (pool.activeSlots() > 0) {
            return "waits for a slot: " + pool.busySlots() + " of " + pool.activeSlots() + " busy";
        }
        Optional<Worker> starting =
                pool.all().stream().filter(Worker::isStarting).findFirst();
        if (starting.isPresent()) {
            Worker worker = starting.get();
            String what = worker.isGranted()
                    ? "waits for a worker to start ("
                    : "waits for the resource manager to grant a worker (";
            return what + worker.id() + ", " + seconds(nanos - worker.requestedNanos()) + " s)"
                    + trouble.map(t -> "; before: " + t.reason()).orElse("");
        }
        return trouble.map(t -> "waits for a worker: " + t.reason() + "; next try in "
                        + Math.max(0, seconds(t.nextTry().toNanos() - (nanos - troubleNanos))) + " s")
                .orElse("waits for a worker");
    }

    private static boolean hasOnlyConsumers(Member member) {
        return member.waiting(Queue.RERUNS).isEmpty()
                && member.waiting(Queue.READY).isEmpty();
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds();
    }
}
