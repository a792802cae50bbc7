package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An event log of workers that sees to it that each comes once and goes once. */
final class RecordedWorkers implements WorkerHistory {
    private final List<String> log = new ArrayList<>();
    private final Set<WorkerId> known = new LinkedHashSet<>();
    private final Set<WorkerId> present = new LinkedHashSet<>();

    @Override
    public synchronized void workerReady(WorkerRef worker, long pid, long wallMillis) {
        assertTrue(known.add(worker.id()), () -> worker + " comes again");
        present.add(worker.id());
        log.add("ready " + worker.id());
    }

    @Override
    public synchronized void workerMoved(WorkerRef worker, String from, long wallMillis) {
        present.add(worker.id());
        log.add("moved " + worker.id());
    }

    @Override
    public synchronized void workerDisks(WorkerRef worker, List<String> bad, long wallMillis) {
        assertTrue(present.contains(worker.id()), () -> worker + " has bad disks, but is not there");
        log.add("disks " + worker.id() + " " + bad);
    }

    @Override
    public synchronized void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis) {
        assertTrue(present.remove(worker.id()), () -> worker + " goes, but is not there");
        log.add((lost ? "lost " : "dismissed ") + worker.id() + ": " + reason);
    }

    /** Those that have come and not gone. */
    synchronized Set<WorkerId> present() {
        return Set.copyOf(present);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }
}
