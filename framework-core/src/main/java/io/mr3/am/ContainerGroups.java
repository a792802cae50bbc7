package io.mr3.am;

import io.mr3.am.dag.DagGroups;
import io.mr3.am.dag.DagHistory;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagRunner;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.dag.VertexPlan;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.am.group.DagQueues;
import io.mr3.am.group.WorkerHistory;
import io.mr3.am.group.WorkerKind;
import io.mr3.am.lease.GroupScope;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.daemon.DaemonSpec;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.proto.DagStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ContainerGroups of a DAGAppMaster, and the DAGs that start in them. Each vertex of a DAG names its group; DAGs with
 * equal {@link GroupKey}s get the same one. Declared groups for plain DAGs of the process's own user stay; other open groups go
 * when no DAG has used them for the idle time-out of workers, those of a session or a DAG end with it. Public methods only post;
 * from any thread.
 */
final class ContainerGroups implements DagStarter, Mailboxes.Owner {
    /** The group of vertices that name no other. */
    static final String DEFAULT = "default";

    private static final Logger LOG = LoggerFactory.getLogger(ContainerGroups.class);

    /** Says how to launch the workers of a group. */
    interface Launches {
        Function<WorkerId, LaunchSpec> of(ContainerGroupSpec spec, SessionFiles files, boolean ownProcess);
    }

    /**
     * What groups there are to be.
     *
     * @param named the open group of a name; declared ones have settings of their own, all others the plain ones
     * @param declared names of groups that are there from the start and stay, besides the default one
     * @param daemons that run in the workers of each
     * @param queues how DAGs share the slots of each
     * @param user as whom this process acts
     */
    record Plan(
            Function<String, ContainerGroupSpec> named,
            Set<String> declared,
            Function<String, List<DaemonSpec>> daemons,
            DagQueues queues,
            String user) {}

    private final Mailboxes mailboxes;
    private final Mailboxes dagMailboxes;
    private final Mailbox mailbox;
    private final ContainerBroker broker;
    private final Plan plan;
    private final Launches launches;
    private final DagHistory history;
    private final WorkerHistory workerHistory;
    private final Set<GroupKey> permanent = new LinkedHashSet<>();
    private final Map<GroupKey, UsedGroup> groups = new LinkedHashMap<>();
    private volatile List<ContainerGroup> snapshot = List.of();
    private int made;
    private String stopReason;

    /**
     * No group yet; {@link #start} makes those that are declared.
     *
     * @param dagMailboxes for DAGs: a plug-in that blocks holds up no group
     */
    ContainerGroups(
            Plan plan,
            ContainerBroker broker,
            Launches launches,
            Mailboxes mailboxes,
            Mailboxes dagMailboxes,
            DagHistory history,
            WorkerHistory workerHistory) {
        this.plan = plan;
        this.broker = broker;
        this.launches = launches;
        this.mailboxes = mailboxes;
        this.dagMailboxes = dagMailboxes;
        this.history = history;
        this.workerHistory = workerHistory;
        this.mailbox = mailboxes.create("groups", this);
        permanent.add(plain(DEFAULT));
        new TreeSet<>(plan.declared).forEach(name -> permanent.add(plain(name)));
    }

    private GroupKey plain(String name) {
        return new GroupKey(name, plan.user, SessionFiles.NONE.fingerprint(), GroupScope.OPEN, "");
    }

    /** Makes the groups that are declared. */
    void start() {
        mailbox.post(() -> permanent.forEach(key -> group(key, SessionFiles.NONE)));
    }

    /** Sends all workers away and starts no more. */
    void stop(String reason) {
        mailbox.post(() -> {
            stopReason = reason;
            groups.values().forEach(used -> used.group().stop(reason));
        });
    }

    /** The groups that there are, the default one first; a copy of one moment. */
    List<ContainerGroup> all() {
        return snapshot;
    }

    @Override
    public RunningDag start(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        Started dag = new Started();
        mailbox.post(() -> dag.runner = run(intake, listener));
        return dag;
    }

    private DagRunner run(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        DagPlan dag = intake.plan();
        Map<String, UsedGroup> byName = new LinkedHashMap<>();
        for (String name : namesIn(dag)) {
            UsedGroup used = group(GroupKey.of(name, dag, intake.files().fingerprint()), intake.files());
            used.enter(dag, intake.files());
            byName.put(name, used);
        }
        Map<String, ContainerGroup> slots = new LinkedHashMap<>();
        byName.forEach((name, used) -> slots.put(name, used.group()));
        long kinds = byName.values().stream().map(UsedGroup::kind).distinct().count();
        DagRunner runner = DagRunner.start(
                dag,
                intake.plugins(),
                new DagGroups(dag, slots),
                dagMailboxes,
                status -> {
                    listener.accept(status);
                    if (AcceptedDag.isFinal(status)) {
                        mailbox.post(() -> byName.values().forEach(used -> ended(dag.id(), used)));
                    }
                },
                history);
        if (kinds > broker.mostWorkers()) {
            // each kind needs a worker that keeps its outputs
            runner.fail("expected ContainerGroups of at most " + broker.mostWorkers()
                    + " kinds, since there may be no more workers, got " + kinds + ": " + byName.keySet());
        }
        return runner;
    }

    /** A DAG without vertices has a place as well. */
    private static List<String> namesIn(DagPlan dag) {
        List<String> names =
                dag.vertices().stream().map(VertexPlan::group).distinct().toList();
        return names.isEmpty() ? List.of(DEFAULT) : names;
    }

    /** A DAG that starts on the mailbox: what is asked of it comes behind that. */
    private final class Started implements RunningDag {
        private DagRunner runner;

        @Override
        public void kill(String reason) {
            mailbox.post(() -> runner.kill(reason));
        }
    }

    private UsedGroup group(GroupKey key, SessionFiles files) {
        return groups.computeIfAbsent(key, missing -> make(key, files));
    }

    private UsedGroup make(GroupKey key, SessionFiles files) {
        ContainerGroupSpec named = plan.named.apply(key.name());
        boolean plain = key.equals(plain(key.name()));
        ContainerGroupSpec own = plain ? named : named.as(label(key), key.scope());
        files.retain();
        ContainerGroup group =
                new ContainerGroup(own, plan.daemons.apply(key.name()), plan.queues, mailboxes, broker, workerHistory);
        boolean apart = !key.user().equals(plan.user) || !key.files().isEmpty();
        WorkerKind kind = WorkerKind.of(own, key.user() + "\n" + key.files() + "\n" + key.owner());
        broker.add(group, kind, launches.of(own, files, apart));
        if (stopReason == null) {
            group.start();
        } else {
            group.stop(stopReason);
        }
        if (!plain) {
            LOG.info("group {} is for {} with files {}", own.name(), key, files.files());
        }
        return new UsedGroup(key, group, kind, files);
    }

    /** No name that anybody can declare has a dot. */
    private String label(GroupKey key) {
        String kind =
                key.scope() == GroupScope.OPEN ? "apart" : key.scope().name().toLowerCase(Locale.ROOT);
        return kind + "." + ++made + (key.name().equals(DEFAULT) ? "" : "." + key.name());
    }

    private void ended(DagId dag, UsedGroup used) {
        used.left(dag);
        if (used.isOver()) {
            // behind its last DAG, so that workers drop what they have of it before they go
            used.group().leave(dag);
            retire(used, dag + ", which it was there for, has ended");
        } else if (used.isUnused() && used.key().scope() == GroupScope.OPEN && !permanent.contains(used.key())) {
            Duration timeout = used.group().spec().numbers().idleTimeout();
            used.retireBy(
                    mailbox.after(timeout, () -> retire(used, "no DAG has used it for " + timeout.toSeconds() + " s")));
        }
    }

    @Override
    public void sessionClosed(AppId app) {
        mailbox.post(() -> {
            for (UsedGroup used : new ArrayList<>(groups.values())) {
                if (used.key().scope() == GroupScope.SESSION
                        && used.key().owner().equals(app.toString())) {
                    used.sessionClosed();
                    if (used.isOver()) {
                        retire(used, "its session has closed");
                    }
                }
            }
        });
    }

    private void retire(UsedGroup used, String reason) {
        if (groups.remove(used.key(), used)) {
            used.group().stop(reason);
            broker.remove(used.group());
            used.files().release();
        }
    }

    @Override
    public void endOfTurn() {
        snapshot = groups.values().stream().map(UsedGroup::group).toList();
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("a DAG could not be started, or a group not be ended", cause);
    }
}
