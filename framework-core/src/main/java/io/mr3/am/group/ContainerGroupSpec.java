package io.mr3.am.group;

import io.mr3.am.lease.GroupScope;
import java.time.Duration;
import java.util.List;

/**
 * What the workers of a ContainerGroup have in common.
 *
 * @param name for people, and to find the group by
 * @param scope whose DAGs it is there for
 * @param locations hosts and racks where its workers should be, best first; only a preference
 */
public record ContainerGroupSpec(
        String name,
        GroupScope scope,
        WorkerSize size,
        WorkerUse use,
        WorkerNumbers numbers,
        Heartbeats heartbeats,
        WorkerProgram program,
        List<String> locations) {
    public ContainerGroupSpec {
        locations = List.copyOf(locations);
    }

    /** The same under another name, for those of another scope. */
    public ContainerGroupSpec as(String other, GroupScope forWhom) {
        return new ContainerGroupSpec(other, forWhom, size, use, numbers, heartbeats, program, locations);
    }

    /** Whether attempts of different DAGs may run in a worker at the same time. */
    boolean mixesDags() {
        return scope != GroupScope.PRIVATE && !use.isExclusive();
    }

    int slots() {
        return size.slots();
    }

    int minWorkers() {
        return numbers.least();
    }

    int maxWorkers() {
        return numbers.most();
    }

    Duration idleTimeout() {
        return numbers.idleTimeout();
    }

    Duration heartbeatInterval() {
        return heartbeats.interval();
    }

    Duration heartbeatTimeout() {
        return heartbeats.timeout();
    }
}
