package io.mr3.am.dag;

import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeLog;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.OneToOne;
import io.mr3.common.routing.ScatterGather;

/** An edge: how it routes, as far as that is known, and what its producers have said. */
final class Edge {
    private final EdgePlan plan;
    private final Vertex source;
    private final Vertex destination;
    private final EdgeLog log = new EdgeLog();
    /** The plan's own routing or a vertex manager's; null: the default of the kind. */
    private EdgeRouting assigned;
    /** Outputs that were taken back after consumers may have heard of them. */
    private int withdrawals;
    /** Physical outputs of each source task of a shuffle; fixed when the first of them is scheduled, -1 before. */
    private int partitions = -1;

    Edge(EdgePlan plan, Vertex source, Vertex destination) {
        this.plan = plan;
        this.source = source;
        this.destination = destination;
        assigned = plan.custom();
    }

    int index() {
        return plan.index();
    }

    Vertex source() {
        return source;
    }

    Vertex destination() {
        return destination;
    }

    EdgeLog log() {
        return log;
    }

    int withdrawals() {
        return withdrawals;
    }

    void withdrew() {
        withdrawals++;
    }

    boolean isOneToOne() {
        return plan.kind() == EdgePlan.Kind.ONE_TO_ONE;
    }

    /** Whether each consumer reads the source task of its own index, and no other. */
    boolean isPlainOneToOne() {
        return isOneToOne() && assigned == null;
    }

    /** Whether the vertex manager that must supply the routing has done so. */
    boolean hasRouting() {
        return assigned != null || plan.kind() != EdgePlan.Kind.CUSTOM;
    }

    /**
     * Replaces the routing.
     *
     * @throws IllegalArgumentException if source tasks were told another number of outputs
     */
    void assign(EdgeRouting routing) {
        if (partitions >= 0 && routing.physicalOutputs(0) != partitions) {
            throw new IllegalArgumentException("expected a routing of " + partitions + " outputs per task of "
                    + source.name() + ", which has started, got " + routing.physicalOutputs(0));
        }
        assigned = routing;
    }

    /**
     * Whether {@link #physicalOutputs} can be answered. A plug-in's routing may know before the destination's parallelism
     * is known: that may be decided only when the sources have told what they have written.
     */
    boolean outputsAreKnown() {
        if (assigned != null) {
            return destination.parallelism() >= 0 || assigned.physicalOutputs(0) >= 0;
        }
        return switch (plan.kind()) {
            case BROADCAST, ONE_TO_ONE -> true;
            case SCATTER_GATHER -> destination.parallelism() >= 0;
            case CUSTOM -> false;
        };
    }

    /** Physical outputs that {@code sourceTask} makes for this edge. */
    int physicalOutputs(int sourceTask) {
        if (plan.kind() != EdgePlan.Kind.SCATTER_GATHER) {
            return assigned == null ? 1 : assigned.physicalOutputs(sourceTask);
        }
        if (partitions < 0) {
            partitions = assigned == null ? destination.parallelism() : assigned.physicalOutputs(sourceTask);
        }
        return partitions;
    }

    /**
     * The routing; asked when the destination's parallelism is final.
     *
     * @throws IllegalStateException if the numbers of tasks at the two ends do not go together
     */
    EdgeRouting routing() {
        int tasks = destination.parallelism();
        if (assigned != null) {
            return assigned;
        }
        return switch (plan.kind()) {
            case BROADCAST -> new Broadcast(tasks);
            case ONE_TO_ONE -> oneToOne(tasks);
            case SCATTER_GATHER -> shuffle(tasks);
            case CUSTOM -> throw new IllegalStateException(this + " has no routing");
        };
    }

    private EdgeRouting oneToOne(int tasks) {
        if (source.parallelism() != tasks) {
            throw new IllegalStateException("expected as many tasks at both ends of one-to-one edge " + this + ", got "
                    + source.parallelism() + " and " + tasks);
        }
        return new OneToOne();
    }

    private EdgeRouting shuffle(int tasks) {
        if (partitions >= 0 && partitions != tasks) {
            throw new IllegalStateException("expected a routing of the " + partitions + " partitions of edge " + this
                    + " to " + tasks + " tasks, got none");
        }
        return ScatterGather.plain(tasks);
    }

    /** Whether some consumer has not yet read the output of {@code sourceTask} for good. */
    boolean needs(int sourceTask) {
        if (destination.state().isGivenUp()) {
            return false;
        }
        if (!destination.isConfigured()) {
            // it may have no tasks yet, and get some
            return true;
        }
        return isPlainOneToOne()
                ? !destination.hasSucceeded(sourceTask)
                : !destination.tasks().haveAllSucceeded();
    }

    @Override
    public String toString() {
        return source.name() + " -> " + destination.name();
    }
}
