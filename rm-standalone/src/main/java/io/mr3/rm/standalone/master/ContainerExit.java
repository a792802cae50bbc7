package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.WorkerEnded;
import java.util.List;

/**
 * How a container ended on its node.
 *
 * @param cause as its application hears it, unless the master itself has ended it
 * @param kind what it means for the request
 * @param status exit status, 128 + n after signal n, -1 if unknown
 */
record ContainerExit(WorkerEnded.Cause cause, Kind kind, int status, String diagnostics, List<String> lastLines) {
    enum Kind {
        /** Its process has run. */
        RAN,
        /** Nothing was started, for lack of room. */
        BUSY,
        /** Nothing was started, and it is the launch's or the node's fault. */
        NOT_LAUNCHED,
        /** It never came to its node. */
        NEVER_THERE,
        /** Nobody knows whether it has run. */
        UNKNOWN
    }

    static ContainerExit nodeLost(Kind kind, String diagnostics) {
        return new ContainerExit(WorkerEnded.Cause.NODE_LOST, kind, -1, diagnostics, List.of());
    }

    /** As an agent tells it in a last report. */
    static ContainerExit of(Container container, ContainerReport report) {
        ContainerEnd end = report.getEnd();
        return new ContainerExit(
                causeOf(end.getCause()),
                kindOf(container, report),
                end.getStatus(),
                end.getDiagnostics(),
                end.getLastLinesList());
    }

    private static Kind kindOf(Container container, ContainerReport report) {
        if (container.ran || report.getPid() > 0) {
            return Kind.RAN;
        }
        if (report.getEnd().getCause() == ContainerEnd.Cause.BUSY) {
            return Kind.BUSY;
        }
        return switch (report.getEnd().getCause()) {
            case COMPLETED, FAILED, OUT_OF_MEMORY, DISK_FULL, HUNG ->
                report.getPhase() == ContainerPhase.REFUSED ? Kind.NOT_LAUNCHED : Kind.RAN;
            case NODE_GONE -> Kind.UNKNOWN;
            default -> Kind.NOT_LAUNCHED;
        };
    }

    private static WorkerEnded.Cause causeOf(ContainerEnd.Cause cause) {
        return switch (cause) {
            case COMPLETED -> WorkerEnded.Cause.COMPLETED;
            case OUT_OF_MEMORY -> WorkerEnded.Cause.OUT_OF_MEMORY;
            case NODE_GONE -> WorkerEnded.Cause.NODE_LOST;
            case DISK_FULL -> WorkerEnded.Cause.DISK_FULL;
            case HUNG -> WorkerEnded.Cause.HUNG;
            case FAILED, KILLED, LAUNCH_FAILED, BUSY -> WorkerEnded.Cause.FAILED;
            case CAUSE_UNKNOWN, UNRECOGNIZED -> WorkerEnded.Cause.CAUSE_UNKNOWN;
        };
    }
}
