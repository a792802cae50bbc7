package io.mr3.am;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.WorkerKind;
import io.mr3.am.lease.GroupScope;
import io.mr3.common.DagId;
import io.mr3.mailbox.Mailbox;
import java.util.LinkedHashSet;
import java.util.Set;

/** A ContainerGroup, the files of its workers, and the DAGs that use it. Owned by the groups' mailbox. */
final class UsedGroup {
    private final GroupKey key;
    private final ContainerGroup group;
    private final WorkerKind kind;
    private final SessionFiles files;
    private final Set<DagId> dags = new LinkedHashSet<>();
    private boolean ownerIsGone;
    private Mailbox.Timer retirement;

    UsedGroup(GroupKey key, ContainerGroup group, WorkerKind kind, SessionFiles files) {
        this.key = key;
        this.group = group;
        this.kind = kind;
        this.files = files;
    }

    GroupKey key() {
        return key;
    }

    ContainerGroup group() {
        return group;
    }

    WorkerKind kind() {
        return kind;
    }

    SessionFiles files() {
        return files;
    }

    boolean isUnused() {
        return dags.isEmpty();
    }

    /** A DAG uses it from now on. */
    void enter(DagPlan plan, SessionFiles brought) {
        if (ownerIsGone || !GroupKey.of(key.name(), plan, brought.fingerprint()).equals(key)) {
            throw new IllegalStateException(plan.id() + " of " + plan.user() + " must not use group " + group.name());
        }
        dags.add(plan.id());
        if (retirement != null) {
            retirement.cancel();
            retirement = null;
        }
    }

    void left(DagId dag) {
        dags.remove(dag);
        ownerIsGone |= key.scope() == GroupScope.PRIVATE;
    }

    void sessionClosed() {
        ownerIsGone = true;
    }

    /** Whether nobody can use it any more. */
    boolean isOver() {
        return ownerIsGone && dags.isEmpty();
    }

    /** Its end, unless a DAG enters before. */
    void retireBy(Mailbox.Timer timer) {
        retirement = timer;
    }
}
