package io.mr3.rm.standalone.agent;

/** How a process ended, in words. */
final class ExitStatus {
    static final int UNKNOWN = -1;
    static final int KILLED = 128 + 9;
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = SIGNAL_BASE + 64;

    private ExitStatus() {}

    static String words(int status) {
        if (status == UNKNOWN) {
            return "ended while nobody watched, its exit status is unknown";
        }
        if (status <= SIGNAL_BASE || status > LAST_SIGNAL) {
            return switch (status) {
                case 126 -> "exit status 126: the program cannot be run";
                case 127 -> "exit status 127: the program was not found";
                default -> "exit status " + status;
            };
        }
        return switch (status - SIGNAL_BASE) {
            case 6 -> "ended by signal 6 (SIGABRT: it gave up)";
            case 9 -> "killed by signal 9 (SIGKILL: by somebody, or by the kernel since memory ran out)";
            case 11 -> "ended by signal 11 (SIGSEGV: native code crashed)";
            case 15 -> "ended by signal 15 (SIGTERM)";
            default -> "ended by signal " + (status - SIGNAL_BASE);
        };
    }
}
