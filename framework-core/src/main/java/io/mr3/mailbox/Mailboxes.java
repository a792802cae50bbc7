package io.mr3.mailbox;

import java.util.concurrent.Executor;

/** Makes mailboxes that share threads and a clock: real ones in a process, virtual ones in tests. */
public interface Mailboxes {
    /** What the owner of a mailbox does besides handling messages. */
    interface Owner {
        /**
         * Ends a turn: called on the mailbox after a batch of messages and before the next one. Schedule once, flush what
         * goes out, publish a snapshot.
         */
        void endOfTurn();

        /** A message or {@link #endOfTurn} threw; called on the mailbox, which goes on with the next message. */
        void failed(Throwable cause);
    }

    /**
     * A new mailbox.
     *
     * @param name for threads, logs and errors, e.g. {@code dag_1_0001_1}
     */
    Mailbox create(String name, Owner owner);

    /**
     * Runs blocking work: file systems, initialisers, committers. Unbounded, since such work may wait for other such work.
     * Results come back as messages.
     */
    Executor io();
}
