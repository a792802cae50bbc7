package io.mr3.am.group;

/**
 * What a worker may run in its life.
 *
 * @param reuse more than one attempt, one after the other. If not, a worker that has had its attempt leaves as soon as
 *     nobody needs its outputs; it gets another one only where nothing could go on otherwise, since the group may have no
 *     more workers
 * @param concurrent several attempts at once; if not, each has the worker for itself
 */
public record WorkerUse(boolean reuse, boolean concurrent) {
    /** Any number of attempts, also at once. */
    public static final WorkerUse SHARED = new WorkerUse(true, true);

    /** Whether an attempt takes all slots of its worker. */
    boolean isExclusive() {
        return !reuse || !concurrent;
    }
}
