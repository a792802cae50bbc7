package io.mr3.common.routing;

import io.mr3.rpc.proto.Routing;

/** The wire form of the built-in routings. */
public final class Routings {
    private Routings() {}

    /** The wire form; a plug-in's routing is expanded by the master. */
    public static Routing toProto(EdgeRouting routing) {
        if (routing instanceof ScatterGather s) {
            return Routing.newBuilder()
                    .setKind(Routing.Kind.SCATTER_GATHER)
                    .setPartitions(s.partitions())
                    .setPartitionRange(s.range())
                    .setDestinationTasks(s.destinationTasks())
                    .build();
        }
        if (routing instanceof Broadcast b) {
            return Routing.newBuilder()
                    .setKind(Routing.Kind.BROADCAST)
                    .setDestinationTasks(b.destinationTasks())
                    .build();
        }
        if (routing instanceof OneToOne) {
            return Routing.newBuilder().setKind(Routing.Kind.ONE_TO_ONE).build();
        }
        return Routing.newBuilder().setKind(Routing.Kind.BY_MASTER).build();
    }

    /** Whether workers expand the events of an edge with this routing themselves. */
    public static boolean expandedByWorker(EdgeRouting routing) {
        return toProto(routing).getKind() != Routing.Kind.BY_MASTER;
    }

    /**
     * Reads the wire form.
     *
     * @throws IllegalArgumentException for a routing that only the master can expand
     */
    public static EdgeRouting fromProto(Routing routing) {
        switch (routing.getKind()) {
            case SCATTER_GATHER:
                return new ScatterGather(
                        routing.getPartitions(), routing.getPartitionRange(), routing.getDestinationTasks());
            case BROADCAST:
                return new Broadcast(routing.getDestinationTasks());
            case ONE_TO_ONE:
                return new OneToOne();
            default:
                throw new IllegalArgumentException("expected a built-in routing, got " + routing.getKind());
        }
    }
}
