package io.mr3.am.group;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.PluginMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A DAG that only remembers, in order. */
final class RecordedDag implements SlotHolder {
    final Map<AttemptId, WorkerRef> placed = Collections.synchronizedMap(new LinkedHashMap<>());
    final Map<AttemptId, LeaseEnd> ended = Collections.synchronizedMap(new LinkedHashMap<>());
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    volatile String waiting = "";
    volatile String unavailable;

    @Override
    public void placed(AttemptId attempt, WorkerRef worker) {
        placed.put(attempt, worker);
        log.add("placed " + attempt + " " + worker.id());
    }

    @Override
    public void ended(AttemptId attempt, LeaseEnd end) {
        if (ended.put(attempt, end) != null) {
            throw new AssertionError(attempt + " ends twice");
        }
        log.add("ended " + attempt + " " + end.kind());
    }

    @Override
    public void reported(AttemptId attempt, AttemptReport report) {
        log.add("reported " + attempt + (report.hasEnd() ? " " + report.getEnd().getOutcome() : ""));
    }

    @Override
    public void commitAsked(AttemptId attempt) {
        log.add("commitAsked " + attempt);
    }

    @Override
    public void pluginsPlaced(WorkerRef worker) {
        log.add("plugins placed " + worker.id());
    }

    @Override
    public void pluginsReported(WorkerRef worker, PluginMessage message) {
        log.add("plugins reported " + worker.id() + " " + message.getPayload().toStringUtf8());
    }

    @Override
    public void workerLost(WorkerRef worker, String reason) {
        log.add("lost " + worker.id() + ": " + reason);
    }

    @Override
    public void waiting(String reason) {
        waiting = reason;
        log.add("waiting: " + reason);
    }

    @Override
    public void unavailable(String reason) {
        unavailable = reason;
        log.add("unavailable");
    }

    List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }
}
