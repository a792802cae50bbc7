package io.mr3.rm;

import java.util.List;

/**
 * How a container ended; causes are the same for all resource managers, and policy looks at nothing else.
 *
 * @param status exit status of the process, 128 + n if signal n ended it, -1 if unknown
 * @param diagnostics one line for people
 * @param lastLines the last lines that the worker printed, oldest first; empty if they cannot be had
 */
public record ContainerExit(Cause cause, int status, String diagnostics, List<String> lastLines) {
    /** Why a container ended. */
    public enum Cause {
        /** The worker ended by itself, in good order. */
        COMPLETED,
        /** We gave it back. */
        RELEASED,
        /** The resource manager wanted it for somebody else. */
        PREEMPTED,
        /** Its host is gone, or no longer reachable. */
        NODE_LOST,
        /** It took more memory than it had asked for. */
        OOM_KILLED,
        /** Its host needed room on the disk that it worked on: no fault of its own. */
        DISK_FULL,
        /** It lived and showed for too long that it does nothing any more. */
        HUNG,
        /** The worker ended by itself with an error, or a signal ended it. */
        FAILED,
        /** The resource manager does not say. */
        UNKNOWN
    }

    public ContainerExit {
        lastLines = List.copyOf(lastLines);
    }

    /** An exit of which nothing but its cause is known. */
    public static ContainerExit of(Cause cause, String diagnostics) {
        return new ContainerExit(cause, -1, diagnostics, List.of());
    }
}
