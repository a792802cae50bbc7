package io.mr3.tez.client;

import io.mr3.rpc.proto.DagStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** Tells an observer why DAGs wait, if they wait for long, and of each DAG nothing twice. Thread-safe. */
final class WaitNotices {
    private final SessionObserver observer;
    private final Executor afterAWhile;
    private final Map<String, Waits> dags = new HashMap<>();

    private static final class Waits {
        final Set<String> told = new HashSet<>();
        DagStatus latest;
        /** Rises with each wait, so that a look at one that is over can be told from a look at the next. */
        int number;
    }

    /** @param afterAWhile runs what it gets when a wait has become worth a word */
    WaitNotices(SessionObserver observer, Executor afterAWhile) {
        this.observer = observer;
        this.afterAWhile = afterAWhile;
    }

    synchronized void update(DagStatus status) {
        String dag = status.getDagId();
        if (DagBoard.isFinal(status)) {
            dags.remove(dag);
            return;
        }
        Waits waits = dags.computeIfAbsent(dag, id -> new Waits());
        boolean waited = isWaiting(waits.latest);
        boolean sameKind = waited && kind(waits.latest).equals(kind(status));
        waits.latest = status;
        if (isWaiting(status) && !sameKind && !waits.told.contains(kind(status))) {
            int number = ++waits.number;
            afterAWhile.execute(() -> look(dag, number));
        } else if (!isWaiting(status)) {
            waits.number++;
        }
    }

    private synchronized void look(String dag, int number) {
        Waits waits = dags.get(dag);
        if (waits != null && waits.number == number && waits.told.add(kind(waits.latest))) {
            observer.waits(dag, waits.latest.getWaiting());
        }
    }

    private static boolean isWaiting(DagStatus status) {
        return status != null && !status.getWaiting().isEmpty();
    }

    /** Seconds that pass and workers that take turns do not make another reason. */
    private static String kind(DagStatus status) {
        return status.getWaiting().replaceAll("[0-9]+", "");
    }
}
