package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentGoodbye;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.ContainerReports;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.ToAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers on a host for the master. All state is on one mailbox; what blocks runs beside it. Whatever happens to
 * the master or to this process, containers go on.
 */
final class NodeAgent implements MasterLink.Owner, Mailboxes.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
    /** For containers that nobody wants any more. */
    private static final Duration SHORT_GRACE = Duration.ofSeconds(2);

    private static final Duration RESET_WITHIN = Duration.ofSeconds(20);

    private final AgentSettings settings;
    private final AgentIdentity identity;
    private final AgentTools parts;
    private final AgentHost host;
    private final Mailbox mailbox;
    private final Steps steps;
    private final NodeCondition condition;
    private final Containers containers;
    private final MasterLink link;
    private final Beats beats;
    private final NodeWatch watch;
    private boolean everWelcomed;
    /** Null, or why all containers end. */
    private String resetting;

    private boolean forgetting;
    private boolean ending;
    private NodeStatus registeredStatus = NodeStatus.getDefaultInstance();
    private volatile AgentView view = AgentView.NOTHING;

    /**
     * Does nothing yet.
     *
     * @param state what an agent of before knew of the master
     * @param random for waits
     */
    NodeAgent(
            Mailboxes mailboxes,
            AgentSettings settings,
            AgentIdentity identity,
            AgentState state,
            AgentTools parts,
            RandomGenerator random,
            AgentHost host) {
        this.settings = settings;
        this.identity = identity;
        this.parts = parts;
        this.host = host;
        this.mailbox = mailboxes.create("agent " + settings.name(), this);
        Executor io = mailboxes.io();
        this.steps = new Steps(mailbox, io);
        this.condition = new NodeCondition(
                settings.disks(), settings.total(), settings.health().programs());
        this.link = new MasterLink(mailbox, parts.master(), steps, parts.records(), state, new BackOff(random), this);
        this.containers = new Containers(
                mailbox,
                new ContainerHost.Tools(steps, parts.records(), parts.workplace(), parts.processes(), identity.boot()),
                condition,
                settings.launches(),
                link::isWelcomed,
                why -> condition.complaint(settings.directory(), settings.directory() + ": " + why));
        this.beats = new Beats(
                mailbox,
                random,
                condition::status,
                beat -> link.send(FromAgent.newBuilder().setBeat(beat).build()),
                () -> link.drop("the master does not answer"));
        this.watch = new NodeWatch(mailbox, io, settings, parts, containers, condition);
    }

    /**
     * Takes over what agents of before have left, then registers; from any thread.
     *
     * @param disks as they were found to be
     */
    void start(Heritage heritage, Map<Path, DiskState> disks) {
        mailbox.post(() -> {
            disks.forEach(condition::disk);
            containers.adopt(heritage, () -> {
                watch.start();
                link.connect();
            });
        });
    }

    /** Leaves the containers running, for the agent that comes after this one; from any thread. */
    void leave(String reason) {
        mailbox.post(() -> end(reason, true, 0));
    }

    /** As of the last turn; from any thread. */
    AgentView view() {
        return view;
    }

    @Override
    public AgentRegister registration(AgentState state) {
        registeredStatus = condition.status();
        return AgentRegister.newBuilder()
                .setOldestProtocol(MasterLink.PROTOCOL)
                .setNewestProtocol(MasterLink.PROTOCOL)
                .setBuild(identity.build())
                .setCluster(state.getCluster())
                .setNode(settings.name())
                .setIncarnation(identity.incarnation())
                .setBoot(identity.boot())
                .setHost(settings.host())
                .setRack(settings.rack())
                .putAllLabels(settings.labels())
                .setWebAddress(identity.webAddress())
                .setTotal(condition.total())
                .setHighestEpoch(state.getEpoch())
                .setStatus(registeredStatus)
                .addAllContainers(containers.everything())
                .setLastBeat(beats.answered())
                .build();
    }

    @Override
    public void welcomed(AgentWelcome welcome) {
        LOG.info(
                "registered with the master of cluster {}, epoch {}",
                welcome.getCluster(),
                link.state().getEpoch());
        beats.begin(welcome.getNextBeatMs(), welcome.getLeaseMs(), registeredStatus);
        containers.acknowledged(welcome.getReportsAcknowledged());
        containers.killUnwanted(
                welcome.getKillList().stream().map(ContainerId::of).toList(), SHORT_GRACE);
        containers.masterIsBack();
        Set<String> known = new HashSet<>(welcome.getKnownApplicationsList());
        Set<String> inUse = containers.inUse();
        steps.attempt("clearing what other applications have left", () -> parts.workplace()
                .clearLeftOvers(inUse::contains, application -> !known.contains(application)));
        if (!everWelcomed) {
            everWelcomed = true;
            steps.attempt("looking for processes of nobody", this::killStrays);
            host.welcomed();
        }
    }

    private void killStrays() {
        Set<String> strays = parts.processes().killStrays(containers.inUse()::contains);
        if (!strays.isEmpty()) {
            LOG.warn("killed what was left of {}", String.join(", ", strays));
        }
    }

    @Override
    public void heard(ToAgent message) {
        switch (message.getMessageCase()) {
            case BEAT -> beat(message.getBeat());
            case ACKNOWLEDGED ->
                containers.acknowledged(message.getAcknowledged().getUpTo());
            case ORDERS -> message.getOrders().getOrdersList().forEach(this::order);
            default -> LOG.warn("the master sent {}, which this agent does not know", message.getMessageCase());
        }
    }

    private void beat(BeatReply reply) {
        if (reply.getRegisterAgain()) {
            link.drop("the master asks to register again");
        } else if (beats.replied(reply)) {
            link.isGood();
        }
    }

    private void order(AgentOrder order) {
        switch (order.getOrderCase()) {
            case LAUNCH -> containers.launch(order.getLaunch());
            case STOP -> containers.stop(order.getStop());
            case PURGE -> containers.purge(order.getPurge().getApplication());
            case DRAIN -> condition.drain(true);
            case UNDRAIN -> condition.drain(false);
            case RESIZE -> condition.resize(order.getResize().getTotal());
            case DUMP_THREADS ->
                containers.dumpThreads(ContainerId.of(order.getDumpThreads().getContainer()));
            case RESET -> reset(order.getReset().getReason());
            case ORDER_NOT_SET -> LOG.warn("the master sent an order that this agent does not know");
        }
    }

    private void reset(String reason) {
        if (resetting != null) {
            return;
        }
        LOG.info("all containers end: {}", reason);
        resetting = reason;
        condition.end();
        containers.killAll(reason);
        mailbox.after(RESET_WITHIN, () -> end("not all containers have ended: " + reason, true, 1));
    }

    @Override
    public void lost() {
        beats.end();
    }

    @Override
    public void turnedAway(String why) {
        end(why, true, 1);
    }

    private void end(String reason, boolean keepsWorkers, int exitCode) {
        if (ending) {
            return;
        }
        ending = true;
        beats.end();
        if (link.isWelcomed()) {
            tellNews();
            link.send(FromAgent.newBuilder()
                    .setGoodbye(AgentGoodbye.newBuilder().setReason(reason).setKeepsWorkers(keepsWorkers))
                    .build());
        }
        link.end(reason, () -> {
            mailbox.close();
            host.end(exitCode, reason);
        });
    }

    @Override
    public void endOfTurn() {
        if (link.isWelcomed()) {
            tellNews();
            beats.changed(condition.status());
        }
        if (resetting != null && !forgetting && containers.areAllOver()) {
            forgetting = true;
            tellNews();
            containers.forgetAll(() -> end(resetting, false, 0));
        }
        view = new AgentView(link.state(), link.isWelcomed(), condition.status(), containers.view());
    }

    private void tellNews() {
        List<ContainerReport> news = link.isWelcomed() ? containers.takeNews() : List.of();
        if (!news.isEmpty()) {
            link.send(FromAgent.newBuilder()
                    .setReports(ContainerReports.newBuilder().addAllReports(news))
                    .build());
        }
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("the agent failed at a message and goes on", cause);
    }
}
