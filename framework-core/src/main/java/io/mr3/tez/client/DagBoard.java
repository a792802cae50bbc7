package io.mr3.tez.client;

import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The latest status of each DAG of a session, and those who wait for a change. Keeps the last few ended DAGs, since clients
 * ask for counters after the end. Thread-safe.
 */
final class DagBoard {
    private static final int KEPT_ENDED_DAGS = 10;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        DagStatus latest;
        boolean runningReported;
        Consumer<DagStatus> whenEnded = status -> {};
    }

    /** The DAG is submitted; statuses may have come before. */
    synchronized void submitted(String dagId) {
        entry(dagId);
        dropOldest();
    }

    synchronized void update(DagStatus status) {
        Entry entry = entry(status.getDagId());
        if (!isFinal(entry.latest)) {
            set(entry, status);
        }
        notifyAll();
    }

    /** Calls {@code listener} once, when the DAG has ended; it must not block. */
    synchronized void whenEnded(String dagId, Consumer<DagStatus> listener) {
        Entry entry = entry(dagId);
        if (isFinal(entry.latest)) {
            listener.accept(entry.latest);
        } else {
            entry.whenEnded = listener;
        }
    }

    private static void set(Entry entry, DagStatus status) {
        entry.latest = status;
        if (isFinal(status)) {
            entry.whenEnded.accept(status);
        }
    }

    /** Ends every DAG that has not ended, since nobody runs it any more. */
    synchronized void failAll(String reason) {
        for (Entry entry : entries.values()) {
            if (!isFinal(entry.latest)) {
                set(
                        entry,
                        entry.latest.toBuilder()
                                .setState(DagStateProto.DAG_FAILED)
                                .addDiagnostics(reason)
                                .build());
            }
        }
        notifyAll();
    }

    /** The latest status, or null if the DAG is not known. */
    synchronized DagStatus get(String dagId) {
        Entry entry = entries.get(dagId);
        return entry == null ? null : entry.latest;
    }

    /**
     * Waits until the DAG has ended, or is first seen to run, or the time is up.
     *
     * @param timeoutMillis 0: do not wait; below 0: for ever
     * @return the latest status, or null if the DAG is not known
     */
    synchronized DagStatus await(String dagId, long timeoutMillis) throws InterruptedException {
        Entry entry = entries.get(dagId);
        if (entry == null) {
            return null;
        }
        waitUntil(() -> isFinal(entry.latest) || (timeoutMillis != 0 && isNewlyRunning(entry)), timeoutMillis);
        if (timeoutMillis != 0 && isNewlyRunning(entry)) {
            entry.runningReported = true;
        }
        return entry.latest;
    }

    /** Waits until the DAG runs or has ended, or the time is up. */
    synchronized void awaitStart(String dagId, long timeoutMillis) throws InterruptedException {
        Entry entry = entry(dagId);
        waitUntil(() -> entry.latest.getState() != DagStateProto.DAG_SUBMITTED, timeoutMillis);
    }

    /** @param timeoutMillis as for {@link #await} */
    private synchronized void waitUntil(BooleanSupplier done, long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!done.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (timeoutMillis >= 0 && left <= 0) {
                return;
            }
            wait(timeoutMillis < 0 ? 0 : left);
        }
    }

    synchronized boolean anyRunning() {
        return entries.values().stream().anyMatch(entry -> !isFinal(entry.latest));
    }

    synchronized List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    static boolean isFinal(DagStatus status) {
        return status.getState().getNumber() >= DagStateProto.DAG_SUCCEEDED_VALUE;
    }

    private static boolean isNewlyRunning(Entry entry) {
        return !entry.runningReported && entry.latest.getState() == DagStateProto.DAG_RUNNING;
    }

    private Entry entry(String dagId) {
        return entries.computeIfAbsent(dagId, id -> {
            Entry entry = new Entry();
            entry.latest = DagStatus.newBuilder().setDagId(id).build();
            return entry;
        });
    }

    private void dropOldest() {
        long ended = entries.values().stream().filter(e -> isFinal(e.latest)).count();
        var oldest = entries.values().iterator();
        while (ended > KEPT_ENDED_DAGS && oldest.hasNext()) {
            if (isFinal(oldest.next().latest)) {
                oldest.remove();
                ended--;
            }
        }
    }
}
