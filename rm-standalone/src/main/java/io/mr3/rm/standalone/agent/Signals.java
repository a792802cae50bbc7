package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signals that the JDK offers no method for. Calls block; thread-safe. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    /** A fixed text; what differs are its parameters, a signal's name and a number. */
    private static final String KILL = "kill -s \"$1\" -- \"$2\"";

    private static final int SECONDS = 5;

    private Signals() {}

    /** Sends a signal to a whole process group; one that is gone is fine. */
    static void toGroup(String signal, long group) throws IOException {
        send(signal, "-" + group, "process group " + group);
    }

    /** Sends a signal to one process; one that is gone is fine. */
    static void toProcess(String signal, long pid) throws IOException {
        send(signal, Long.toString(pid), "process " + pid);
    }

    private static void send(String signal, String target, String whom) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", KILL, "sh", signal, target)
                .redirectErrorStream(true)
                .start();
        kill.getOutputStream().close();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!kill.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("signal " + signal + " to " + whom + " was not sent in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a signal was sent to " + whom, e);
        }
        if (kill.exitValue() != 0) {
            LOG.debug("signal {} to {}: {}", signal, whom, said);
        }
    }
}
