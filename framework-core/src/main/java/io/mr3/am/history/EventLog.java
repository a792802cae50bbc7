package io.mr3.am.history;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens in a DAGAppMaster as JSON lines, one file per DAGAppMaster. Disk work happens on a mailbox of its own;
 * nobody waits for it. A disk that fails ends the log with one line in the log file and harms nothing else.
 */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    /** Events that wait for a slow disk at most; more are counted and dropped. */
    static final int MAX_WAITING = 100_000;

    private final Path file;
    private final Mailbox mailbox;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private RollingFile out;

    private EventLog(Path file, Mailboxes mailboxes) {
        this.file = file;
        this.mailbox = mailboxes.create("event log " + file.getFileName(), new Writer());
    }

    /**
     * Opens the log.
     *
     * @param mailboxes where the writing happens
     * @param directory made if missing
     * @param name of the DAGAppMaster; events of an earlier one of that name are kept
     * @param maxBytes bound of all files of this log together
     * @throws IOException if the file cannot be written
     */
    public static EventLog open(Mailboxes mailboxes, Path directory, String name, long maxBytes) throws IOException {
        Path file = directory.resolve(name + ".jsonl");
        EventLog log = new EventLog(file, mailboxes);
        log.out = new RollingFile(file, maxBytes);
        return log;
    }

    /** The file that holds the latest events. */
    public Path file() {
        return file;
    }

    /** Writes {@code event} soon; from any thread, never blocks. Dropped after {@link #end}. */
    public void record(Event event) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            lost.incrementAndGet();
            return;
        }
        mailbox.post(() -> {
            waiting.decrementAndGet();
            write(event);
        });
    }

    /**
     * Ends the log behind what was recorded before.
     *
     * @return completes when all of that is on disk
     */
    public CompletionStage<Void> end() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        mailbox.post(() -> {
            close();
            ended.complete(null);
        });
        return ended;
    }

    private void write(Event event) {
        int dropped = lost.getAndSet(0);
        if (dropped > 0) {
            append(new Event.EventsLost(dropped, mailbox.wallMillis()));
        }
        append(event);
    }

    private void append(Event event) {
        if (out == null) {
            return;
        }
        JsonLine line = new JsonLine().add("at", event.atMillis());
        event.describe(line);
        try {
            out.append(line.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void close() {
        mailbox.close();
        if (out != null) {
            try (RollingFile ending = out) {
                out = null;
                ending.flush();
            } catch (IOException e) {
                LOG.error("event log {} ends incomplete: {}", file, e.toString());
            }
        }
    }

    private void giveUp(IOException cause) {
        LOG.error("event log {} cannot be written and ends here: {}", file, cause.toString());
        RollingFile broken = out;
        out = null;
        try {
            broken.close();
        } catch (IOException e) {
            LOG.debug("event log {} cannot be closed either: {}", file, e.toString());
        }
    }

    private final class Writer implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {
            if (out != null) {
                try {
                    out.flush();
                } catch (IOException e) {
                    giveUp(e);
                }
            }
        }

        @Override
        public void failed(Throwable cause) {
            LOG.error("event log {}: an event could not be written", file, cause);
        }
    }
}
