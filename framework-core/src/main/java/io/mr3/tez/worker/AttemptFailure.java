package io.mr3.tez.worker;

import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.tez.runtime.api.TaskFailureType;
import org.apache.tez.runtime.api.impl.EventMetaData;

/** Says why an attempt did not succeed: the root cause first, then where, then the whole stack. */
final class AttemptFailure {
    private AttemptFailure() {}

    /**
     * The end of an attempt that failed.
     *
     * <p>Memory may have run out for one attempt by the fault of another: that is never fatal to the task, but its worker
     * ends, and its next attempt runs alone.
     *
     * @param type null if nobody said that it is fatal
     * @param source the input, output or processor that failed; null if unknown
     * @param message what it said; may be null
     * @param where it ran
     */
    static AttemptEnd failed(
            TaskFailureType type, Throwable cause, String message, EventMetaData source, AttemptPlace where) {
        boolean endsWorker = poison(cause).isPresent();
        boolean fatal = type == TaskFailureType.FATAL && !endsWorker;
        return end(fatal ? Outcome.FATAL : Outcome.FAILED, describe(cause, message, source, where)).toBuilder()
                .setEndsWorker(endsWorker)
                .build();
    }

    /** The end of an attempt that is ending its whole process, by a thread that is now at {@code stack}. */
    static AttemptEnd endsProcess(AttemptPlace where, StackTraceElement[] stack) {
        String at = Arrays.stream(stack).map(frame -> "\tat " + frame + "\n").collect(Collectors.joining());
        return end(Outcome.FAILED, "System.exit was called, which ends the worker\n  in " + where + "\n" + at)
                .toBuilder()
                .setEndsWorker(true)
                .build();
    }

    /** The end of an attempt that was told to stop, or asked for it. */
    static AttemptEnd killed(String reason) {
        return end(Outcome.KILLED, reason);
    }

    /** The end of an attempt that asked to be killed. */
    static AttemptEnd killed(Throwable cause, String message, EventMetaData source, AttemptPlace where) {
        return end(Outcome.KILLED, describe(cause, message, source, where));
    }

    /** What may have damaged the process for all its attempts: memory ran out, or the JVM itself failed. */
    static Optional<VirtualMachineError> poison(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof VirtualMachineError error && !(at instanceof StackOverflowError)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    private static AttemptEnd end(Outcome outcome, String diagnostics) {
        return AttemptEnd.newBuilder()
                .setOutcome(outcome)
                .setDiagnostics(diagnostics)
                .build();
    }

    private static String describe(Throwable cause, String message, EventMetaData source, AttemptPlace where) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            out.println(cause == null ? message : root(cause) + where.room(root(cause)));
            out.print("  in " + where);
            if (source != null
                    && source.getEdgeVertexName() != null
                    && !source.getEdgeVertexName().isEmpty()) {
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
