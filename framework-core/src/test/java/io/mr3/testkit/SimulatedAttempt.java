package io.mr3.testkit;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterVertex;

/** A running attempt of a {@link SimulatedWorker}. */
public final class SimulatedAttempt extends ScriptedAttempt {
    private final SimulatedWorker worker;

    SimulatedAttempt(AttemptId id, SimulatedWorker worker, RegisterVertex vertex, Launch launch) {
        super(id, vertex, launch);
        this.worker = worker;
    }

    public SimulatedWorker worker() {
        return worker;
    }

    @Override
    protected void send(AttemptReport report) {
        worker.report(id(), report);
        if (report.hasEnd()) {
            worker.ended(this);
        }
    }

    @Override
    public String toString() {
        return super.toString() + "@" + worker.ref().id();
    }
}
