package io.mr3.rm.standalone.command;

import java.io.PrintWriter;

/** What a command says while it works: progress for people, and what went wrong, which does not end it. Thread-safe. */
final class Console {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private boolean failed;

    /** @param quiet says what went wrong only */
    Console(PrintWriter out, PrintWriter err, boolean quiet) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
    }

    synchronized void say(String line) {
        if (!quiet) {
            out.println(line);
            out.flush();
        }
    }

    /** The command goes on, and fails in the end. */
    synchronized void complain(String message) {
        failed = true;
        message.lines().forEach(line -> err.println("mr3: " + line));
        err.flush();
    }

    /** 1 if anything went wrong. */
    synchronized int exitCode() {
        return failed ? 1 : 0;
    }
}
