package io.mr3.rm.standalone.view;

/**
 * One container.
 *
 * @param worker the application's number for it
 * @param state {@code placed}, {@code accepted}, {@code localizing}, {@code running}, {@code stopping}, {@code ended}, {@code lost}
 * @param pid 0 if unknown
 * @param memoryUsedMb that it uses, as its agent measures; 0 if unknown
 * @param exit how it ended, one line; empty while it has not
 */
public record WorkerView(
        String application,
        long worker,
        String group,
        String node,
        String host,
        String state,
        int memoryMb,
        int cores,
        long pid,
        long memoryUsedMb,
        String logFile,
        String exit) {}
