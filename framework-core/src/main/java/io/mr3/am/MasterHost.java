package io.mr3.am;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The process that a DAGAppMaster runs in.
 *
 * @param user as whom it acts: DAGs of all others have workers of their own
 * @param logFile its log; a directory where only the process's user knows the file
 * @param shutDown called with a reason when somebody wants the process to end, from any thread, must not block; null for
 *     a process that is its client's as well
 */
record MasterHost(String user, Path logFile, Consumer<String> shutDown) {
    boolean isShared() {
        return shutDown != null;
    }
}
