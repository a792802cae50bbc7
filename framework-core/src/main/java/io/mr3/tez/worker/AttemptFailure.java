package io.mr3.tez.worker;

import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.apache.tez.runtime.api.TaskFailureType;
import org.apache.tez.runtime.api.impl.EventMetaData;

/** Says why an attempt did not succeed: the root cause first, then where, then the whole stack. */
final class AttemptFailure {
    private AttemptFailure() {}

    /**
     * The end of an attempt that failed.
     *
     * @param type null if nobody said that it is fatal
     * @param source the input, output or processor that failed; null if unknown
     * @param message what it said; may be null
     * @param where attempt, worker and host
     */
    static AttemptEnd failed(
            TaskFailureType type, Throwable cause, String message, EventMetaData source, String where) {
        boolean fatal = type == TaskFailureType.FATAL || poisons(cause);
        return end(fatal ? Outcome.FATAL : Outcome.FAILED, describe(cause, message, source, where));
    }

    /** The end of an attempt that was told to stop, or asked for it. */
    static AttemptEnd killed(String reason) {
        return end(Outcome.KILLED, reason);
    }

    /** The end of an attempt that asked to be killed. */
    static AttemptEnd killed(Throwable cause, String message, EventMetaData source, String where) {
        return end(Outcome.KILLED, describe(cause, message, source, where));
    }

    /** Whether the process may be damaged for all its attempts: memory ran out, or the JVM itself failed. */
    static boolean poisons(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof VirtualMachineError && !(at instanceof StackOverflowError)) {
                return true;
            }
        }
        return false;
    }

    private static AttemptEnd end(Outcome outcome, String diagnostics) {
        return AttemptEnd.newBuilder()
                .setOutcome(outcome)
                .setDiagnostics(diagnostics)
                .build();
    }

    private static String describe(Throwable cause, String message, EventMetaData source, String where) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            out.println(cause == null ? message : root(cause));
            out.print("  in " + where);
            if (source != null && source.getEdgeVertexName() != null) {
                out.print(", " + source.getEventGenerator().name().toLowerCase(Locale.ROOT) + " "
                        + source.getEdgeVertexName());
            }
            out.println();
            if (cause != null) {
                cause.printStackTrace(out);
            }
        }
        return text.toString();
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 100; depth++) {
            root = root.getCause();
        }
        return root;
    }
}
