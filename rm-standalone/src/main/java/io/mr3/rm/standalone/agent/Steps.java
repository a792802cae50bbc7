package io.mr3.rm.standalone.agent;

import io.mr3.mailbox.Mailbox;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocking steps on I/O threads, whose outcomes are messages. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Mailbox mailbox;
    private final Executor io;

    Steps(Mailbox mailbox, Executor io) {
        this.mailbox = mailbox;
        this.io = io;
    }

    /** Something that blocks and gives nothing. */
    interface Action {
        void run() throws IOException;
    }

    /** Exactly one of {@code then} and {@code failed} runs, on the mailbox. */
    <T> void run(Callable<T> step, Consumer<T> then, Consumer<IOException> failed) {
        io.execute(() -> {
            try {
                T result = step.call();
                mailbox.post(() -> then.accept(result));
            } catch (IOException e) {
                mailbox.post(() -> failed.accept(e));
            } catch (Exception | Error e) {
                LOG.error("a step failed", e);
                mailbox.post(() -> failed.accept(new IOException(e.toString(), e)));
            }
        });
    }

    /** Work that the agent goes on without if it fails. */
    void attempt(String what, Action action) {
        run(
                () -> {
                    action.run();
                    return null;
                },
                done -> {},
                e -> LOG.warn("{} failed: {}", what, e.getMessage()));
    }
}
