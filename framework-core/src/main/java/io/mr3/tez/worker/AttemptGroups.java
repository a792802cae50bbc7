package io.mr3.tez.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Thread groups, one per attempt that runs. They tell whose a thread is: all threads that an attempt makes, and all
 * that these make, are of its group. Groups are used again, not destroyed: a static pool of some library that was made
 * in an attempt keeps making threads in that group for as long as the process lives.
 */
final class AttemptGroups {
    /** Above the groups of all attempts in this process. */
    private static final ThreadGroup PARENT = new ThreadGroup("mr3-attempts");

    private final Deque<ThreadGroup> idle = new ArrayDeque<>();
    private int made;

    /** A group that no attempt uses. */
    synchronized ThreadGroup take() {
        ThreadGroup group = idle.poll();
        return group != null ? group : new ThreadGroup(PARENT, "mr3-slot-" + ++made);
    }

    /** The attempt that used {@code group} is done. */
    synchronized void giveBack(ThreadGroup group) {
        idle.push(group);
    }

    /** Whether the calling thread belongs to an attempt. */
    static boolean isAttemptThread() {
        return PARENT.parentOf(Thread.currentThread().getThreadGroup());
    }

    /** The threads of {@code group} that live now. */
    static Thread[] threads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads, true);
        Thread[] found = new Thread[count];
        System.arraycopy(threads, 0, found, 0, count);
        return found;
    }
}
