package io.mr3.rm.standalone.command;

import io.mr3.rm.standalone.web.WorkerLog.Part;
import java.io.IOException;
import java.util.Optional;

/** Prints what a worker prints, until it has ended. Blocks; not thread-safe. */
final class LogFollower {
    /** Where that is read. */
    interface Source {
        /** The current file from there on, or the beginning of that. */
        Part from(long offset) throws IOException;

        /** As above, of the file before the current one; empty if none is kept. */
        Optional<Part> olderFrom(long offset) throws IOException;

        /** Whether nothing comes after what is printed by now. */
        boolean isComplete() throws IOException;
    }

    /** Who sees it. */
    interface Sink {
        /** Shows text as it was printed; pieces may end within a character. */
        void print(byte[] text);

        /** Says that something is missing, one line. */
        void warn(String line);
    }

    /** Lets some time pass. */
    interface Wait {
        void untilNextLook() throws IOException;
    }

    private final Source source;
    private final Sink sink;
    private final Wait wait;

    LogFollower(Source source, Sink sink, Wait wait) {
        this.source = source;
        this.sink = sink;
        this.wait = wait;
    }

    /**
     * Goes on at {@code offset} of the current file. A file that is shorter than what was read of it has begun anew, and the one
     * before has the rest of what it was; one that outgrows that between two looks cannot be told from the old one.
     *
     * @throws IOException in one line, if reading fails
     */
    void follow(long offset) throws IOException {
        long at = offset;
        while (true) {
            // asked before reading, so that nothing is printed between reading and the end
            boolean complete = source.isComplete();
            at = printNew(at);
            if (complete) {
                return;
            }
            wait.untilNextLook();
        }
    }

    /** Returns how far it has read the current file. */
    private long printNew(long offset) throws IOException {
        long at = offset;
        while (true) {
            Part part = source.from(at);
            if (part.fileBytes() < at) {
                printRestOfOlder(at);
                at = 0;
            } else if (part.bytes().length == 0) {
                return at;
            } else {
                sink.print(part.bytes());
                at += part.bytes().length;
            }
        }
    }

    private void printRestOfOlder(long offset) throws IOException {
        long at = offset;
        while (true) {
            Optional<Part> part = source.olderFrom(at);
            if (part.isEmpty()) {
                sink.warn("the output has begun anew and the file before is not kept: some of it may be missing here");
                return;
            }
            if (part.get().bytes().length == 0) {
                return;
            }
            sink.print(part.get().bytes());
            at += part.get().bytes().length;
        }
    }
}
