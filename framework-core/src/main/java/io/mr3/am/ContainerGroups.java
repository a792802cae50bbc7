package io.mr3.am;

import io.mr3.am.dag.DagHistory;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagRunner;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.am.group.WorkerHistory;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.proto.DagStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ContainerGroups of a DAGAppMaster, and the DAGs that start in them: one group that plain DAGs of the process's own user
 * share, and one for each other user and each set of session files, whose workers act for this user alone and have these
 * files alone. All but the first go when no DAG has used them for the idle time-out of workers. Public methods only post;
 * from any thread.
 */
final class ContainerGroups implements DagStarter, Mailboxes.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerGroups.class);

    /** Says how to launch the workers of a group. */
    interface Launches {
        Function<WorkerId, LaunchSpec> of(ContainerGroupSpec spec, SessionFiles files, boolean ownProcess);
    }

    /** Whose DAGs may share workers: those of one user, with files that are the same. */
    private record Sharing(String user, String files) {}

    private final Mailboxes mailboxes;
    private final Mailboxes dagMailboxes;
    private final Mailbox mailbox;
    private final ContainerBroker broker;
    private final ContainerGroupSpec spec;
    private final AttachedDaemons daemons;
    private final Launches launches;
    private final DagHistory history;
    private final WorkerHistory workerHistory;
    private final Sharing common;
    private final Map<Sharing, Used> groups = new LinkedHashMap<>();
    private volatile List<ContainerGroup> snapshot = List.of();
    private int made;
    private String stopReason;

    /** A group, the files of its workers, and how many DAGs are in it. */
    private static final class Used {
        private final Sharing sharing;
        private final ContainerGroup group;
        private final SessionFiles files;
        private int dags;
        private Mailbox.Timer retirement;

        private Used(Sharing sharing, ContainerGroup group, SessionFiles files) {
            this.sharing = sharing;
            this.group = group;
            this.files = files;
        }
    }

    /**
     * No group yet; {@link #start} makes the first.
     *
     * @param spec of the group that plain DAGs share; the others are like it
     * @param user as whom this process acts
     * @param dagMailboxes for DAGs: a plug-in that blocks holds up no group
     */
    ContainerGroups(
            ContainerGroupSpec spec,
            AttachedDaemons daemons,
            ContainerBroker broker,
            Launches launches,
            String user,
            Mailboxes mailboxes,
            Mailboxes dagMailboxes,
            DagHistory history,
            WorkerHistory workerHistory) {
        this.spec = spec;
        this.daemons = daemons;
        this.broker = broker;
        this.launches = launches;
        this.common = new Sharing(user, SessionFiles.NONE.fingerprint());
        this.mailboxes = mailboxes;
        this.dagMailboxes = dagMailboxes;
        this.history = history;
        this.workerHistory = workerHistory;
        this.mailbox = mailboxes.create("groups", this);
    }

    /** Makes the group that plain DAGs share. */
    void start() {
        mailbox.post(() -> group(common.user, SessionFiles.NONE));
    }

    /** Sends all workers away and starts no more. */
    void stop(String reason) {
        mailbox.post(() -> {
            stopReason = reason;
            groups.values().forEach(used -> used.group.stop(reason));
        });
    }

    /** The groups that there are, the shared one first; a copy of one moment. */
    List<ContainerGroup> all() {
        return snapshot;
    }

    @Override
    public RunningDag start(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        Started dag = new Started();
        mailbox.post(() -> {
            Used used = group(intake.plan().user(), intake.files());
            used.dags++;
            if (used.retirement != null) {
                used.retirement.cancel();
            }
            dag.runner = DagRunner.start(
                    intake.plan(),
                    intake.plugins(),
                    used.group,
                    dagMailboxes,
                    status -> {
                        listener.accept(status);
                        if (AcceptedDag.isFinal(status)) {
                            mailbox.post(() -> ended(used));
                        }
                    },
                    history);
        });
        return dag;
    }

    /** A DAG that starts on the mailbox: what is asked of it comes behind that. */
    private final class Started implements RunningDag {
        private DagRunner runner;

        @Override
        public void kill(String reason) {
            mailbox.post(() -> runner.kill(reason));
        }
    }

    private Used group(String user, SessionFiles files) {
        return groups.computeIfAbsent(new Sharing(user, files.fingerprint()), sharing -> make(sharing, files));
    }

    private Used make(Sharing sharing, SessionFiles files) {
        boolean plain = sharing.equals(common);
        ContainerGroupSpec own = plain ? spec : spec.named("apart-" + ++made);
        files.retain();
        ContainerGroup group = new ContainerGroup(own, daemons.of(spec.name()), mailboxes, broker, workerHistory);
        broker.add(group, launches.of(own, files, !plain));
        if (stopReason == null) {
            group.start();
        } else {
            group.stop(stopReason);
        }
        if (!plain) {
            LOG.info("group {} is for DAGs of {} with files {}", own.name(), sharing.user, files.files());
        }
        return new Used(sharing, group, files);
    }

    private void ended(Used used) {
        used.dags--;
        if (used.dags == 0 && !used.sharing.equals(common)) {
            used.retirement = mailbox.after(spec.idleTimeout(), () -> retire(used));
        }
    }

    private void retire(Used used) {
        if (used.dags > 0) {
            return;
        }
        groups.remove(used.sharing);
        used.group.stop("no DAG has used it for " + spec.idleTimeout().toSeconds() + " s");
        broker.remove(used.group);
        used.files.release();
    }

    @Override
    public void endOfTurn() {
        snapshot = groups.values().stream().map(used -> used.group).toList();
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("a DAG could not be started, or a group not be ended", cause);
    }
}
