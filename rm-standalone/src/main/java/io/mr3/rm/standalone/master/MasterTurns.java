package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.scheduler.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a master does at the end of each turn of its mailbox, and each second. On the master's mailbox alone. */
final class MasterTurns implements Mailboxes.Owner {
    static final Duration TICK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(MasterTurns.class);
    /** A tick that is later than this means that the master stood still. */
    private static final Duration LATE = Duration.ofSeconds(1);
    /** Applications hear of changed nodes once in so much per thousand nodes, but not more often than each tick. */
    private static final int NODES_PER_TICK = 1000;

    /** What takes part in each turn. */
    record Parts(
            Nodes nodes,
            Applications applications,
            Containers containers,
            Gangs gangs,
            Recovery recovery,
            Liveness liveness,
            Launches launches,
            Decommissioning decommissioning,
            ApplicationIntake intake,
            ViewPublisher views,
            Shutdown shutdown) {}

    private final List<Runnable> early = new ArrayList<>();
    private MasterContext context;
    private Parts parts;
    private boolean ready;
    private long tickDue;
    private long ticks;
    private Mailbox.Timer nextPass;

    Parts parts() {
        return parts;
    }

    MasterContext context() {
        return context;
    }

    void begin(MasterContext with, Parts of) {
        context = with;
        parts = of;
    }

    /** Runs {@code message} now, or, while the start is not on the disk, when it is. */
    void whenReady(Runnable message) {
        if (ready) {
            message.run();
        } else {
            early.add(message);
        }
    }

    void ready() {
        ready = true;
        tickDue = context.now();
        tick();
        early.forEach(Runnable::run);
        early.clear();
    }

    private void tick() {
        Duration late = Duration.ofNanos(context.now() - tickDue);
        if (late.compareTo(LATE) > 0) {
            LOG.warn("the master stood still for {} ms", late.toMillis());
            parts.liveness.forgive(late);
            parts.intake.forgive(late);
        }
        tickDue = context.now() + TICK.toNanos();
        context.mailbox().after(TICK, this::tick);
        ticks++;
        parts.liveness.sweep(!parts.recovery.isRecovering());
        if (!parts.recovery.isRecovering()) {
            parts.intake.sweep();
        }
        parts.launches.sweep();
        parts.gangs.sweep();
        parts.decommissioning.sweep();
        long every = 1L + parts.nodes.living() / NODES_PER_TICK;
        if (ticks % every == 0 && context.outbox().takeNodesChanged()) {
            tellNodes();
        }
    }

    private void tellNodes() {
        ToApplication.Builder offers = ToApplication.newBuilder().setNodes(parts.nodes.offers());
        for (Application application : parts.applications.all()) {
            if (application.link != null && application.welcomed) {
                application.link.send(offers);
            }
        }
    }

    @Override
    public void endOfTurn() {
        if (!ready) {
            return;
        }
        if (parts.recovery.ends()) {
            parts.liveness.begin();
            parts.intake.begin();
            parts.containers.refuseTooLarge();
            context.outbox().placementDue();
        }
        parts.gangs.look();
        if (!parts.recovery.isRecovering()
                && !parts.shutdown.hasBegun()
                && context.outbox().takePlacementDue()) {
            pass();
        }
        context.outbox().flush();
        context.journal().shorten();
        parts.views.endOfTurn();
        parts.shutdown.look();
    }

    private void pass() {
        context.count(Counters.Counter.PASSES);
        for (Placement placement : context.scheduler().pass(context.now())) {
            parts.containers.place(placement);
        }
        if (nextPass != null) {
            nextPass.cancel();
            nextPass = null;
        }
        OptionalLong next = context.scheduler().nextPass();
        if (next.isPresent()) {
            Duration wait = Duration.ofNanos(Math.max(0, next.getAsLong() - context.now()));
            nextPass = context.mailbox().after(wait, context.outbox()::placementDue);
        }
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("a message to the master failed", cause);
    }
}
