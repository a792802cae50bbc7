package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.am.dag.EdgePlan;
import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.OneToOne;
import io.mr3.common.routing.ScatterGather;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.PluginException;
import java.util.function.ToIntFunction;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.library.vertexmanager.ShuffleVertexManager;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.ShuffleEdgeManagerConfigPayloadProto;

/** An edge with its current Tez property, which its destination's vertex manager may replace. On the DAG's mailbox. */
final class HostedEdge {
    private static final String SHUFFLE_RANGES = ShuffleVertexManager.CustomShuffleEdgeManager.class.getName();

    private final String source;
    private final String destination;
    private final String group;
    private final DagUser user;
    private final ToIntFunction<String> parallelism;
    private final EdgeRouting planned;
    private EdgeProperty property;

    /**
     * An edge as the plan has it.
     *
     * @param group the vertex group that {@code source} reaches {@code destination} through; null for none
     * @param parallelism tasks of a vertex by name; -1 while unknown
     */
    HostedEdge(
            String source,
            String destination,
            String group,
            EdgeProperty property,
            DagUser user,
            ToIntFunction<String> parallelism) {
        this.source = source;
        this.destination = destination;
        this.group = group;
        this.property = property;
        this.user = user;
        this.parallelism = parallelism;
        this.planned = property.getEdgeManagerDescriptor() == null ? null : custom(property.getEdgeManagerDescriptor());
    }

    String source() {
        return source;
    }

    String destination() {
        return destination;
    }

    EdgeProperty property() {
        return property;
    }

    EdgePlan.Kind kind() {
        return EdgePlan.Kind.valueOf(property.getDataMovementType().name());
    }

    /** The routing that the plan brought; null for built-in kinds and for one that is still to be supplied. */
    EdgeRouting planned() {
        return planned;
    }

    /** Initialises the routing that the plan brought, if a plug-in decides it. */
    void initialize() {
        initialize(planned);
    }

    /** Initialises {@code routing} if a plug-in decides it. */
    static void initialize(EdgeRouting routing) {
        if (routing instanceof PluginRouting plugin) {
            plugin.initialize();
        }
    }

    /**
     * Takes a new property.
     *
     * @param destinationTasks what the destination's number of tasks will be
     */
    EdgeRouting replace(EdgeProperty replacement, int destinationTasks) {
        EdgeRouting routing = routing(replacement, destinationTasks);
        property = replacement;
        return routing;
    }

    private EdgeRouting routing(EdgeProperty replacement, int destinationTasks) {
        switch (replacement.getDataMovementType()) {
            case SCATTER_GATHER:
                return ScatterGather.plain(destinationTasks);
            case BROADCAST:
                return new Broadcast(destinationTasks);
            case ONE_TO_ONE:
                return new OneToOne();
            default:
                if (replacement.getEdgeManagerDescriptor() == null) {
                    throw new IllegalArgumentException(
                            "expected an edge manager for the custom edge from " + source + " to " + destination);
                }
                return custom(replacement.getEdgeManagerDescriptor());
        }
    }

    private EdgeRouting custom(EdgeManagerPluginDescriptor descriptor) {
        EdgeRouting ranges = SHUFFLE_RANGES.equals(descriptor.getClassName()) ? ranges(descriptor) : null;
        return ranges != null ? ranges : PluginRouting.of(user, descriptor, new Context(descriptor.getUserPayload()));
    }

    /** What automatic reduction of parallelism asks for, if those are ranges as {@link ScatterGather} knows them. */
    private static EdgeRouting ranges(EdgeManagerPluginDescriptor descriptor) {
        ShuffleEdgeManagerConfigPayloadProto config;
        try {
            config = ShuffleEdgeManagerConfigPayloadProto.parseFrom(
                    ByteString.copyFrom(descriptor.getUserPayload().getPayload()));
        } catch (InvalidProtocolBufferException e) {
            throw new PluginException("expected the partition ranges of " + SHUFFLE_RANGES + ", got: " + e, e);
        }
        int partitions = config.getNumSourceTaskOutputs();
        int range = config.getBasePartitionRange();
        int tasks = config.getNumDestinationTasks();
        boolean restIsLast = config.getRemainderRangeForLastShuffler() == partitions - range * (tasks - 1);
        return restIsLast ? new ScatterGather(partitions, range, tasks) : null;
    }

    private final class Context implements EdgeManagerPluginContext {
        private final UserPayload payload;

        Context(UserPayload payload) {
            this.payload = payload;
        }

        @Override
        public UserPayload getUserPayload() {
            return payload;
        }

        @Override
        public String getSourceVertexName() {
            return source;
        }

        @Override
        public String getDestinationVertexName() {
            return destination;
        }

        @Override
        public int getSourceVertexNumTasks() {
            return parallelism.applyAsInt(source);
        }

        @Override
        public int getDestinationVertexNumTasks() {
            return parallelism.applyAsInt(destination);
        }

        @Override
        public String getVertexGroupName() {
            return group;
        }
    }
}
