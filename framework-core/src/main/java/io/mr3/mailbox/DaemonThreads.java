package io.mr3.mailbox;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes named daemon threads that belong to the process, whoever happens to ask for one: a thread made while some code runs
 * as a DAG's user would otherwise keep that user's identity, and a session's class loader, for as long as its pool lives.
 */
@SuppressWarnings(
        "removal") // the access context is where Hadoop keeps its current user on every JDK that Hadoop runs on
public final class DaemonThreads implements ThreadFactory {
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    /** Threads are called {@code prefix} and a number. */
    public DaemonThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable work) {
        PrivilegedAction<Thread> make = () -> new Thread(work, prefix + "-" + made.incrementAndGet());
        Thread thread = AccessController.doPrivileged(make);
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }
}
