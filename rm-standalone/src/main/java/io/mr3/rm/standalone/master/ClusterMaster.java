package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.journal.Journal;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.MasterStarted;
import io.mr3.rm.standalone.scheduler.Scheduler;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Connection;
import io.mr3.rpc.Service;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master of a standalone cluster: all its parts on one mailbox, and three services through which node agents, applications
 * and operators reach it. Public methods from any thread.
 */
public final class ClusterMaster implements AutoCloseable {
    /** Opens the journal of a master. */
    public interface JournalOpener {
        /**
         * Reads what is there.
         *
         * @param owner on which the journal is used, and says what is durable
         * @throws IOException in one line, if it cannot be read or written
         */
        Journal open(Mailbox owner) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMaster.class);
    private static final int CLUSTER_BYTES = 16;

    private final Mailbox mailbox;
    private final MasterJournal journal;
    private final MasterTurns turns;
    private final ViewPublisher views;
    private final Shutdown shutdown;
    private final Service<FromAgent> agents;
    private final Service<FromApplication> applications;
    private final Service<FromOperator> operators;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private ClusterMaster(
            Mailboxes mailboxes,
            MasterSettings settings,
            Scheduler scheduler,
            JournalOpener opener,
            RandomGenerator random,
            AuditLog audit)
            throws IOException {
        turns = new MasterTurns();
        mailbox = mailboxes.create("master", turns);
        journal = new MasterJournal(opener.open(mailbox));
        MasterStarted start = nextStart(journal.image().master(), mailbox.wallMillis(), random);
        MasterContext context = new MasterContext(
                mailbox,
                settings,
                journal,
                scheduler,
                new Counters(),
                random,
                new Outbox(),
                audit,
                start.getCluster(),
                start.getEpoch());

        Nodes nodes = new Nodes(context);
        Applications known = new Applications(context);
        Containers containers = new Containers(context, nodes, known);
        ContainerEnds ends = new ContainerEnds(context, nodes, known, containers);
        Recovery recovery = new Recovery(context, nodes, containers);
        Liveness liveness = new Liveness(context, nodes, ends);
        Decommissioning decommissioning = new Decommissioning(context, nodes, containers);
        views = new ViewPublisher(context, nodes, known, containers, ends, recovery);
        shutdown = new Shutdown(context, nodes, known);
        Reports reports = new Reports(context, containers, ends);
        AgentRegistration agentRegistration = new AgentRegistration(context, nodes, known, reports, recovery);
        AgentIntake agentIntake = new AgentIntake(context, nodes, containers, reports, agentRegistration, liveness);
        ApplicationRegistration registration =
                new ApplicationRegistration(context, nodes, known, containers, ends, recovery);
        ApplicationIntake intake = new ApplicationIntake(context, nodes, known, containers, registration);
        OperatorIntake operatorIntake = new OperatorIntake(
                mailbox,
                audit,
                views,
                decommissioning,
                new Killing(context, known, containers),
                new ThreadDumps(context, containers, ends),
                new Reloading(context, decommissioning, containers, recovery),
                new Resizing(context, nodes),
                shutdown,
                mailboxes.io());
        turns.begin(
                context,
                new MasterTurns.Parts(
                        nodes,
                        known,
                        containers,
                        new Gangs(context, known, containers),
                        recovery,
                        liveness,
                        new Launches(context, containers),
                        decommissioning,
                        intake,
                        views,
                        shutdown));
        agents = new PeerService<>(
                "agent",
                FromAgent.parser(),
                mailbox,
                connection -> new AgentLink(connection, start.getEpoch()),
                (link, message) -> turns.whenReady(() -> agentIntake.heard(link, message)),
                (link, reason) -> turns.whenReady(() -> agentIntake.closed(link, reason)));
        applications = new PeerService<>(
                "application",
                FromApplication.parser(),
                mailbox,
                connection -> new ApplicationLink(connection, start.getEpoch()),
                (link, message) -> turns.whenReady(() -> intake.heard(link, message)),
                (link, reason) -> turns.whenReady(() -> intake.closed(link, reason)));
        operators = new PeerService<FromOperator, Connection>(
                "operator",
                FromOperator.parser(),
                mailbox,
                connection -> connection,
                (connection, message) -> turns.whenReady(() -> operatorIntake.heard(connection, message)),
                (connection, reason) -> {});
        registration.recover(journal.image());
        recovery.begin(journal.image());
        views.publish();
        mailbox.post(() -> {
            journal.started(start);
            journal.whenDurable(() -> {
                turns.ready();
                ready.complete(null);
            });
        });
    }

    /**
     * Starts a master with what the journal holds. Blocks while that is read.
     *
     * @param random of ids and tokens: unpredictable in a cluster, seeded in a simulation
     * @throws IOException in one line, if the journal cannot be read or written
     */
    public static ClusterMaster start(
            Mailboxes mailboxes,
            MasterSettings settings,
            Scheduler scheduler,
            JournalOpener journal,
            RandomGenerator random)
            throws IOException {
        return start(mailboxes, settings, scheduler, journal, random, AuditLog.toLogger());
    }

    /** As above, with another place for what is audited. */
    static ClusterMaster start(
            Mailboxes mailboxes,
            MasterSettings settings,
            Scheduler scheduler,
            JournalOpener journal,
            RandomGenerator random,
            AuditLog audit)
            throws IOException {
        return new ClusterMaster(mailboxes, settings, scheduler, journal, random, audit);
    }

    private static MasterStarted nextStart(MasterStarted last, long wallMillis, RandomGenerator random) {
        byte[] id = new byte[CLUSTER_BYTES];
        random.nextBytes(id);
        String cluster = last.getCluster().isEmpty() ? HexFormat.of().formatHex(id) : last.getCluster();
        return last.toBuilder()
                .setCluster(cluster)
                .setEpoch(last.getEpoch() + 1)
                .setTime(wallMillis)
                .build();
    }

    /** Completes on the mailbox when peers are answered: its start is on the disk. */
    public CompletionStage<Void> ready() {
        return ready;
    }

    /** The service {@code agent}. */
    public Service<FromAgent> agents() {
        return agents;
    }

    /** The service {@code application}. */
    public Service<FromApplication> applications() {
        return applications;
    }

    /** The service {@code operator}. */
    public Service<FromOperator> operators() {
        return operators;
    }

    /** What the cluster looks like, at most about a second ago. */
    public Supplier<ClusterView> view() {
        return views::latest;
    }

    /** Lets the view tell where the master is reached; {@code webAddress} is empty if it has no page. */
    public void reachableAt(String address, String webAddress) {
        mailbox.post(() -> views.reachableAt(address, webAddress));
    }

    /** Completes, on the mailbox, with a line for people when an operator has ended the cluster. */
    public CompletionStage<String> stopped() {
        return shutdown.stopped();
    }

    /** Ends at once: what is on its way to the journal is written, workers and agents are left alone. May block. */
    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        mailbox.post(() -> {
            mailbox.close();
            closed.complete(null);
        });
        closed.join();
        journal.close();
        LOG.info("the master has ended");
    }

    /** Its parts, for those who look at them on the mailbox's thread. */
    MasterTurns turns() {
        return turns;
    }
}
