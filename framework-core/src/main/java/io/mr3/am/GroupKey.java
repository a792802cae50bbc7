package io.mr3.am;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.lease.GroupScope;

/**
 * What DAGs must have in common to use one ContainerGroup. Users that must not share workers differ in {@code user}, sessions
 * with different files in {@code files}.
 *
 * @param name that their vertices ask for
 * @param files fingerprint of what the workers have beyond what is installed
 * @param owner the session or DAG that has the group for itself; empty for an open one
 */
record GroupKey(String name, String user, String files, GroupScope scope, String owner) {
    static GroupKey of(String name, DagPlan plan, String files) {
        String owner =
                switch (plan.scope()) {
                    case OPEN -> "";
                    case SESSION -> plan.id().app().toString();
                    case PRIVATE -> plan.id().toString();
                };
        return new GroupKey(name, plan.user(), files, plan.scope(), owner);
    }
}
