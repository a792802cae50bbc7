package io.mr3.rm.standalone.agent;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.NodeStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Says again and again that the agent lives, as often as the master wants. One beat at a time: it is sent again until it is
 * answered, on the next connection if need be. On the mailbox.
 */
final class Beats {
    private static final long SHORTEST_MS = 20;
    private static final long LONGEST_MS = 60_000;

    private final Mailbox mailbox;
    private final RandomGenerator random;
    private final Supplier<NodeStatus> status;
    private final Consumer<AgentBeat> send;
    private final Runnable silence;
    private long intervalMs = LONGEST_MS;
    private long silenceMs = LONGEST_MS;
    private int answered;
    private AgentBeat unanswered;
    private long sinceNanos;
    private NodeStatus lastTold = NodeStatus.getDefaultInstance();
    private boolean isOn;
    /** Grows whenever the next beat is planned anew: timers of before do nothing. */
    private int plan;

    /**
     * Sends nothing yet.
     *
     * @param status of the node now
     * @param silence runs when the master has not answered for so long that the connection must be dead
     */
    Beats(
            Mailbox mailbox,
            RandomGenerator random,
            Supplier<NodeStatus> status,
            Consumer<AgentBeat> send,
            Runnable silence) {
        this.mailbox = mailbox;
        this.random = random;
        this.status = status;
        this.send = send;
        this.silence = silence;
    }

    /** Number of the last beat that was answered; 0: none. */
    int answered() {
        return answered;
    }

    /** There is a connection, and {@code told} was said on it. */
    void begin(int nextMs, int leaseMs, NodeStatus told) {
        isOn = true;
        lastTold = told;
        interval(nextMs);
        silenceMs = Math.max(3 * intervalMs, leaseMs / 2);
        sinceNanos = mailbox.nanoTime();
        if (unanswered != null) {
            // the registration has told more than it knew
            unanswered = unanswered.toBuilder().clearStatus().build();
            send.accept(unanswered);
            plan(intervalMs);
        } else {
            plan(random.nextLong(intervalMs + 1));
        }
    }

    /** The connection is lost. */
    void end() {
        isOn = false;
        plan++;
    }

    /** The next beat goes out at once if the master places work by what is no longer true. */
    void changed(NodeStatus now) {
        boolean matters = now.getAcceptsWork() != lastTold.getAcceptsWork()
                || now.getHealthy() != lastTold.getHealthy()
                || !now.getTotal().equals(lastTold.getTotal())
                || !now.getReasonsList().equals(lastTold.getReasonsList());
        if (matters && isOn && unanswered == null) {
            beat(0);
        }
    }

    /** Whether the answer was the one that was waited for. */
    boolean replied(BeatReply reply) {
        if (unanswered == null || reply.getNumber() != unanswered.getNumber()) {
            return false;
        }
        answered = unanswered.getNumber();
        unanswered = null;
        interval(reply.getNextBeatMs());
        plan(intervalMs);
        return true;
    }

    private void interval(int milliseconds) {
        intervalMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, milliseconds));
    }

    private void plan(long milliseconds) {
        int mine = ++plan;
        long due = mailbox.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        mailbox.after(Duration.ofMillis(milliseconds), () -> {
            if (mine == plan) {
                beat(TimeUnit.NANOSECONDS.toMillis(Math.max(0, mailbox.nanoTime() - due)));
            }
        });
    }

    private void beat(long stallMs) {
        if (unanswered != null) {
            if (mailbox.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(silenceMs)) {
                silence.run();
                return;
            }
        } else {
            sinceNanos = mailbox.nanoTime();
            AgentBeat.Builder next =
                    AgentBeat.newBuilder().setNumber(answered + 1).setStallMs(stallMs);
            NodeStatus now = status.get();
            if (!now.equals(lastTold)) {
                next.setStatus(now);
                lastTold = now;
            }
            unanswered = next.build();
        }
        send.accept(unanswered);
        plan(intervalMs);
    }
}
