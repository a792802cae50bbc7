package io.mr3.rm.standalone.view;

/**
 * One application.
 *
 * @param state {@code running}, {@code disconnected}, {@code succeeded}, {@code failed}, {@code killed} or {@code lost}
 * @param waiting requests that were not granted
 * @param startedMillis since 1970
 */
public record ApplicationView(
        String application,
        String name,
        String user,
        String queue,
        String state,
        int waiting,
        int workers,
        int memoryMb,
        int cores,
        long startedMillis,
        String diagnostics) {}
