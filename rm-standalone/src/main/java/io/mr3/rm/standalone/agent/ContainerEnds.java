package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import java.util.List;

/** Makes what is told of the end of a container. */
final class ContainerEnds {
    private ContainerEnds() {}

    /** No process of it has ended: it never ran, or nobody knows how. */
    static ContainerEnd of(Cause cause, String why) {
        return ContainerEnd.newBuilder()
                .setCause(cause)
                .setStatus(ExitStatus.UNKNOWN)
                .setDiagnostics(why)
                .build();
    }

    /**
     * A process has ended by itself, or by the hand of others.
     *
     * @param outOfMemory the kernel has killed something in it for want of memory
     */
    static ContainerEnd ended(int status, boolean outOfMemory, List<String> lastLines) {
        return ended(cause(status, outOfMemory), "", status, lastLines);
    }

    /** A process has ended since it was to. */
    static ContainerEnd stopped(ContainerEnd reason, int status, List<String> lastLines) {
        return ended(reason.getCause(), reason.getDiagnostics() + "; ", status, lastLines);
    }

    private static ContainerEnd ended(Cause cause, String before, int status, List<String> lastLines) {
        return ContainerEnd.newBuilder()
                .setCause(cause)
                .setStatus(status)
                .setDiagnostics(before + ExitStatus.words(status))
                .addAllLastLines(lastLines)
                .build();
    }

    private static Cause cause(int status, boolean outOfMemory) {
        return switch (status) {
            case 0 -> Cause.COMPLETED;
            case ExitStatus.UNKNOWN -> Cause.CAUSE_UNKNOWN;
            case ExitStatus.KILLED -> outOfMemory ? Cause.OUT_OF_MEMORY : Cause.FAILED;
            default -> Cause.FAILED;
        };
    }
}
