package io.mr3.hive.shell;

import java.io.PrintStream;

/**
 * A standard stream without the lines that stock Tez prints for the log files of containers. In local mode these lines
 * would stand between the rows of a query.
 */
final class WithoutTezLines extends PrintStream {
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    WithoutTezLines(PrintStream stream) {
        super(stream, true);
    }

    @Override
    public void println(String line) {
        if (!CALLERS.getCallerClass().getName().startsWith("org.apache.tez.")) {
            super.println(line);
        }
    }
}
