package io.mr3.rm;

import java.util.List;

/**
 * Why a request was not answered by a container.
 *
 * @param reason one line for people
 * @param lastLines the last lines that the worker printed, if it came that far
 */
public record RequestFailure(Kind kind, String reason, List<String> lastLines) {
    /** Whether it helps to ask again. */
    public enum Kind {
        /** No container can ever be that large. */
        TOO_LARGE,
        /** The container was there, but the worker could not be launched in it. */
        LAUNCH_FAILED,
        /** The resource manager turned the request down this time. */
        REFUSED
    }

    public RequestFailure {
        lastLines = List.copyOf(lastLines);
    }

    public static RequestFailure of(Kind kind, String reason) {
        return new RequestFailure(kind, reason, List.of());
    }
}
