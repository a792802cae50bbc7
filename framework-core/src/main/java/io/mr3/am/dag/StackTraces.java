package io.mr3.am.dag;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text, for diagnostics that travel. */
final class StackTraces {
    private StackTraces() {}

    static String of(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }
}
