package io.mr3.am.group;

import com.google.protobuf.MessageLite;
import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.ConnectionRefusedException;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Heartbeat;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.ToWorker;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A worker whose attempts take some time, or wait until their DAG lets them end; it insists on its number of slots. */
final class SimulatedWorker implements Connection {
    private final Mailbox mailbox;
    private final WorkerId id;
    private final WorkerService service;
    private final Random random;
    private final int slots;
    private final Map<AttemptId, Integer> running = new LinkedHashMap<>();
    private ConnectionHandler<FromWorker> group;
    private boolean mute;
    private boolean closed;

    SimulatedWorker(VirtualMailboxes world, WorkerId id, WorkerService service, Random random, int slots) {
        this.mailbox = world.create(id.toString(), SimulatedDag.owner());
        this.id = id;
        this.service = service;
        this.random = random;
        this.slots = slots;
    }

    void connect() {
        mailbox.post(() -> {
            if (mute) {
                return;
            }
            try {
                group = service.accept(this, id.toString());
            } catch (ConnectionRefusedException e) {
                // it was taken back before it came up
                mute = true;
                return;
            }
            say(Report.newBuilder()
                    .setRegister(RegisterWorker.newBuilder()
                            .setWorkerId(id.toString())
                            .setHost("host"))
                    .build());
            beat();
        });
    }

    /** The process is gone: nothing it has not yet sent is ever sent. */
    void die() {
        mailbox.post(() -> mute = true);
    }

    /** The process is there but does and says nothing any more. */
    void hang() {
        die();
    }

    /** The group hears that the connection has ended; what was received before stays received. */
    void connectionLost() {
        mailbox.post(() -> {
            mute = true;
            if (group != null && !closed) {
                closed = true;
                group.closed("connection reset");
            }
        });
    }

    @Override
    public void send(MessageLite message) {
        mailbox.post(() -> {
            if (!mute) {
                ((ToWorker) message).getOrdersList().forEach(this::obey);
            }
        });
    }

    @Override
    public void close(String reason) {
        connectionLost();
    }

    private void obey(Order order) {
        switch (order.getOrderCase()) {
            case LAUNCH -> launch(order.getLaunch());
            case KILL -> {
                AttemptId attempt = AttemptId.parse(order.getKill().getAttemptId());
                later(800, () -> end(attempt, AttemptEnd.Outcome.KILLED));
            }
            case DAG_ENDED -> {
                boolean runs = running.keySet().stream().anyMatch(attempt -> attempt.dag()
                        .toString()
                        .equals(order.getDagEnded().getDagId()));
                check(!runs, "told of the end of a DAG that runs here");
            }
            case ATTEMPT_EVENTS ->
                later(
                        500,
                        () -> end(
                                AttemptId.parse(order.getAttemptEvents().getAttemptId()),
                                AttemptEnd.Outcome.SUCCEEDED));
            default -> {
                // nothing to do
            }
        }
    }

    /** An attempt without physical inputs ends by itself; others end when their DAG sends them events. */
    private void launch(Launch launch) {
        AttemptId attempt = AttemptId.parse(launch.getAttemptId());
        check(running.put(attempt, launch.getMemoryMb() / GroupFixture.SLOT_MB) == null, "launched twice: " + attempt);
        int used = running.values().stream().mapToInt(Integer::intValue).sum();
        check(used <= slots, used + " slots used of " + slots);
        if (launch.getPhysicalInputsCount() == 0) {
            boolean fails = random.nextInt(20) == 0;
            later(1500, () -> end(attempt, fails ? AttemptEnd.Outcome.FAILED : AttemptEnd.Outcome.SUCCEEDED));
        }
    }

    private void end(AttemptId attempt, AttemptEnd.Outcome outcome) {
        if (running.remove(attempt) != null) {
            say(Report.newBuilder()
                    .setAttempt(AttemptReport.newBuilder()
                            .setAttemptId(attempt.toString())
                            .setEnd(AttemptEnd.newBuilder().setOutcome(outcome)))
                    .build());
        }
    }

    private void beat() {
        say(Report.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build());
        if (!mute) {
            mailbox.after(Duration.ofSeconds(1), this::beat);
        }
    }

    private void say(Report report) {
        if (!mute && !closed) {
            group.received(FromWorker.newBuilder().addReports(report).build());
        }
    }

    private void later(int millis, Runnable step) {
        mailbox.after(Duration.ofMillis(random.nextInt(millis)), step);
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(id + ": " + what);
        }
    }

    @Override
    public String peer() {
        return id.toString();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }
}
