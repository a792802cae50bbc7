package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.am.VirtualSessions;
import io.mr3.am.dag.DagGroups;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagRunner;
import io.mr3.am.group.BrokerSettings;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.am.group.DagQueue;
import io.mr3.am.group.DagQueues;
import io.mr3.am.group.GroupStatus;
import io.mr3.am.group.Heartbeats;
import io.mr3.am.group.WorkerKind;
import io.mr3.am.group.WorkerNumbers;
import io.mr3.am.group.WorkerProgram;
import io.mr3.am.group.WorkerService;
import io.mr3.am.group.WorkerSize;
import io.mr3.am.group.WorkerUse;
import io.mr3.am.lease.GroupScope;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run of a DAGAppMaster: clients with sessions, DAGs, ContainerGroups, a resource manager and workers. Sessions,
 * DAGs, group, broker and workers are the real ones, in virtual time; around them is what the seed decides.
 */
final class Simulation {
    private static final LaunchSpec LAUNCH =
            new LaunchSpec(List.of("java"), Map.of(), Map.of(), new Resources(1, 1), List.of(), false);
    /** More failed starts in a row than a run has misfortunes: DAGs never give up waiting for workers. */
    private static final BrokerSettings BROKER =
            new BrokerSettings(Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(4), 50);

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final List<DagQueues> SCHEMES = List.of(
            DagQueues.common(),
            DagQueues.individual(),
            DagQueues.capacity(List.of(
                    new DagQueue("high", 60), new DagQueue(DagQueue.DEFAULT, 30), new DagQueue("background", 0))));

    private final Misfortunes luck;
    private final VirtualMailboxes world;
    private final VirtualProcess master;
    private final Mailbox network;
    private final Life life;
    private final SimulatedDaemon.World daemons;
    private final RandomPlans plans;
    private final WorkerService service = new WorkerService();
    private final Map<String, ContainerGroup> groups = new LinkedHashMap<>();
    private final Map<DagId, DagGroups> groupsOf = new HashMap<>();
    private final ContainerBroker broker;
    private final VirtualSessions sessions;
    private final LeaseAudit audit;
    private final Map<AppId, SimulatedClient> clients = new HashMap<>();
    private final List<Query> queries = new ArrayList<>();
    private final int maxRunning;
    private SimulatedCluster cluster;
    private int running;

    /**
     * Over which groups a DAG is spread.
     *
     * @param groups the vertices of a DAG take turns
     * @param alike workers of one group could as well be of another
     * @param limit workers of all groups together
     */
    record Spread(int groups, boolean alike, int limit) {
        static final Spread ONE_GROUP = new Spread(1, true, 99);
    }

    private Simulation(long seed, Spread spread) {
        Random random = new Random(seed);
        int misfortunes = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(10);
        luck = new Misfortunes(random, misfortunes, random.nextInt(4) == 0 ? random.nextInt(12) : 0);
        world = new VirtualMailboxes(seed).afterEachStep(this::check);
        master = world.process();
        network = world.create("network", new SimulatedProcess.SilentOwner());
        daemons = new SimulatedDaemon.World(seed, luck);
        life = new Life(luck, daemons);
        int slots = 1 + luck.below(3);
        List<String> names = IntStream.range(0, spread.groups)
                .mapToObj(i -> i == 0 ? "default" : "group" + i)
                .toList();
        plans = new RandomPlans(luck, slots, 2 + misfortunes, names);
        broker = new ContainerBroker(
                master,
                mailbox -> cluster = new SimulatedCluster(world, mailbox, service, life, slots, spread.limit),
                service,
                BROKER,
                (reason, forGood) -> {
                    throw new AssertionError(reason);
                });
        LeaseAudit[] history = new LeaseAudit[1];
        DagQueues queues = SCHEMES.get(luck.below(SCHEMES.size()));
        int workers = 1 + luck.below(3);
        for (String name : names) {
            ContainerGroupSpec spec = spec(slots, workers).as(name, GroupScope.OPEN);
            groups.put(
                    name,
                    new ContainerGroup(
                            spec, List.of(daemons.of(name)), queues, master, broker, new LateHistory(history)));
        }
        audit = new LeaseAudit(
                new SlotsOfDags(groupsOf),
                dag -> life.query(dag).plan(),
                world::nanoTime,
                worker -> cluster.isBlameless(worker) && !daemons.hasFailed(worker));
        history[0] = audit;
        groups.values()
                .forEach(group -> broker.add(
                        group, WorkerKind.of(group.spec(), spread.alike ? "" : group.name()), worker -> LAUNCH));
        broker.start();
        groups.values().forEach(ContainerGroup::start);
        maxRunning = 1 + luck.below(4);
        sessions = new VirtualSessions(master, this::read, this::start, queues, maxRunning);
    }

    private static ContainerGroupSpec spec(int slots, int workers) {
        return new ContainerGroupSpec(
                "default",
                GroupScope.OPEN,
                new WorkerSize(slots, RandomPlans.SLOT_MB, 1, 0.8, 256, 0),
                WorkerUse.SHARED,
                new WorkerNumbers(0, workers, IDLE),
                new Heartbeats(Duration.ofSeconds(3), Duration.ofSeconds(12)),
                WorkerProgram.PLAIN,
                List.of());
    }

    /** @throws AssertionError if a rule is broken */
    static void run(long seed) {
        run(seed, Spread.ONE_GROUP);
    }

    /** @throws AssertionError if a rule is broken */
    static void run(long seed, Spread spread) {
        Simulation simulation = new Simulation(seed, spread);
        try {
            simulation.run();
        } finally {
            simulation.daemons.close();
        }
    }

    private void run() {
        for (int i = 1; i <= 1 + luck.below(3); i++) {
            AppId app = new AppId(1, i);
            clients.put(app, new SimulatedClient(app, 1 + luck.below(2), network, luck, sessions.service()));
        }
        while (luck.strike(6)) {
            network.after(luck.millis(10_000), this::pauseMaster);
        }
        await(() -> clients.values().stream().allMatch(SimulatedClient::isDone));
        clients.values().forEach(SimulatedClient::close);
        await(() -> cluster.isEmpty()
                && groups.values().stream()
                        .allMatch(group -> group.status().workers().isEmpty()));
        queries.forEach(Query::check);
        audit.checkEnd();
        checkLeftovers();
    }

    private void await(java.util.function.BooleanSupplier condition) {
        try {
            world.runUntil(condition, Duration.ofMinutes(20));
        } catch (AssertionError e) {
            queries.stream()
                    .filter(Query::isRunning)
                    .forEach(query -> e.addSuppressed(new AssertionError(query + " is stuck: " + statuses())));
            throw e;
        }
    }

    private List<GroupStatus> statuses() {
        return groups.values().stream().map(ContainerGroup::status).toList();
    }

    private void pauseMaster() {
        master.stop();
        network.after(luck.millis(20_000), () -> {
            master.resume();
            audit.masterResumed();
        });
    }

    /** After each step. */
    private void check() {
        audit.rethrow();
        cluster.check(master.isRunning());
    }

    private void checkLeftovers() {
        world.advance(Duration.ofMinutes(2));
        var report = sessions.report();
        world.settle();
        Leftovers.check("sessions", report.join().getSessions());
        Leftovers.check("DAGs", running);
        groups.values().forEach(Leftovers::ofGroup);
        Leftovers.ofBroker(broker);
        Leftovers.ofService(service);
        Set<String> stay = new HashSet<>(Set.of("sessions", "broker", "network", "cluster"));
        groups.keySet().forEach(name -> stay.add("group-" + name));
        groups.keySet().forEach(name -> stay.add("daemon-counter-of-" + name));
        Leftovers.check(
                "mailboxes",
                world.openMailboxes().stream()
                        .filter(name -> !stay.contains(name))
                        .toList());
        Leftovers.check("timers", world.pendingTimers());
    }

    // ---- what the sessions ask for

    private DagIntake.Intake read(DagId id, DagIntake.Session session, ByteString plan)
            throws DagIntake.InvalidDagException {
        if (plan.equals(SimulatedClient.BAD_PLAN)) {
            throw new DagIntake.InvalidDagException("a bad plan", null);
        }
        Query query = plans.make(id);
        life.add(query);
        queries.add(query);
        clients.get(id.app()).arrived(query);
        return query.intake();
    }

    private Consumer<String> start(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        Query query = life.query(intake.plan().id());
        query.started();
        if (++running > maxRunning) {
            throw new AssertionError(running + " DAGs run, and " + maxRunning + " may");
        }
        groupsOf.put(query.id(), new DagGroups(query.plan(), groupsIn(query.plan())));
        DagRunner runner = DagRunner.start(
                intake.plan(),
                intake.plugins(),
                audit,
                master,
                status -> {
                    query.changed(status, world.nanoTime());
                    if (Query.isFinal(status)) {
                        running--;
                    }
                    listener.accept(status);
                },
                query.history());
        return runner::kill;
    }

    private Map<String, ContainerGroup> groupsIn(DagPlan plan) {
        Map<String, ContainerGroup> used = new LinkedHashMap<>();
        plan.vertices().forEach(vertex -> used.put(vertex.group(), groups.get(vertex.group())));
        return used;
    }

    /** The audit of the group, which is made after the group. */
    private record LateHistory(LeaseAudit[] audit) implements io.mr3.am.group.WorkerHistory {
        @Override
        public void workerReady(WorkerRef worker, long pid, long wallMillis) {
            audit[0].workerReady(worker, pid, wallMillis);
        }

        @Override
        public void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis) {
            audit[0].workerGone(worker, lost, reason, wallMillis);
        }
    }
}
