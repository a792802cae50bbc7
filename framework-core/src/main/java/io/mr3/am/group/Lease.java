package io.mr3.am.group;

import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import java.util.Comparator;

/** One request of a DAG, from its arrival until nothing of its attempt holds a slot. Owned by the group's mailbox. */
final class Lease {
    /** Order within one queue of a DAG. */
    static final Comparator<Lease> BY_PRIORITY = Comparator.comparingInt((Lease lease) -> lease.request.priority())
            .thenComparingLong(lease -> lease.sequence);

    /** Where a lease stands. */
    enum State {
        /** Queued. */
        WAITING,
        /** Has slots; the DAG has been told and may still cancel. */
        PLACED,
        /** A launch has been sent to the worker. */
        LAUNCHED,
        /** A kill has been sent, since somebody else needs the slots; they are free when the attempt has ended. */
        REVOKING,
        /** Its DAG has left and a kill has been sent; nobody hears of it any more. */
        ABANDONED
    }

    private final SlotRequest request;
    private final Member member;
    private final int slots;
    private final long sequence;
    private final long askedNanos;
    private boolean waitsForInputs;
    private boolean mayHaveLostInputs;
    private State state = State.WAITING;
    private Worker worker;
    private long placing;
    private String revokedFor = "";

    /**
     * A queued lease.
     *
     * @param sequence position among all requests of the group
     * @param askedNanos when the request came
     */
    Lease(SlotRequest request, Member member, int slots, long sequence, long askedNanos) {
        this.request = request;
        this.member = member;
        this.slots = slots;
        this.sequence = sequence;
        this.askedNanos = askedNanos;
        this.waitsForInputs = request.waitsForInputs();
    }

    AttemptId attempt() {
        return request.attempt();
    }

    SlotRequest request() {
        return request;
    }

    Member member() {
        return member;
    }

    int slots() {
        return slots;
    }

    State state() {
        return state;
    }

    Worker worker() {
        return worker;
    }

    boolean waitsForInputs() {
        return waitsForInputs;
    }

    void inputsReady() {
        waitsForInputs = false;
        mayHaveLostInputs = false;
    }

    void inputsLost() {
        mayHaveLostInputs = true;
    }

    /** Whether it may wait for something that runs again, unless it had read that before. */
    boolean mayHaveLostInputs() {
        return mayHaveLostInputs;
    }

    long askedNanos() {
        return askedNanos;
    }

    /** Position among all placements of the group: the youngest has the highest. */
    long placing() {
        return placing;
    }

    String revokedFor() {
        return revokedFor;
    }

    /** The queue that it belongs into while it waits. */
    Queue queue() {
        if (waitsForInputs) {
            return Queue.CONSUMERS;
        }
        return request.rerun() ? Queue.RERUNS : Queue.READY;
    }

    /** Whether it holds slots that nobody has asked back. */
    boolean isRunning() {
        return state == State.PLACED || state == State.LAUNCHED;
    }

    /** Whether it holds slots only to wait for its sources. */
    boolean isWaitingConsumer() {
        return isRunning() && waitsForInputs;
    }

    void place(Worker on, long place) {
        state = State.PLACED;
        worker = on;
        placing = place;
    }

    void launch() {
        state = State.LAUNCHED;
    }

    void revoke(String reason) {
        state = State.REVOKING;
        revokedFor = reason;
    }

    void abandon() {
        state = State.ABANDONED;
    }

    @Override
    public String toString() {
        return attempt() + " " + state;
    }
}
