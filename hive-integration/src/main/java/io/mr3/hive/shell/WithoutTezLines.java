package io.mr3.hive.shell;

import java.io.PrintStream;

/**
 * A standard stream without the lines that Tez prints for the log files of containers. Where attempts run in the shell's
 * own process, these lines would stand between the rows of a query.
 */
public final class WithoutTezLines extends PrintStream {
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private WithoutTezLines(PrintStream stream) {
        super(stream, true);
    }

    /** Puts one over each of this process's standard streams. */
    public static void install() {
        System.setOut(new WithoutTezLines(System.out));
        System.setErr(new WithoutTezLines(System.err));
    }

    @Override
    public void println(String line) {
        if (!CALLERS.getCallerClass().getName().startsWith("org.apache.tez.")) {
            super.println(line);
        }
    }
}
