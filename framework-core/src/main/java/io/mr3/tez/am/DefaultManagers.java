package io.mr3.tez.am;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.TezUtils;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.dag.library.vertexmanager.InputReadyVertexManager;
import org.apache.tez.dag.library.vertexmanager.ShuffleVertexManager;

/** Chooses the vertex manager of a vertex: the plan's, or the one that Tez would choose. */
final class DefaultManagers {
    private static final String SHUFFLE_PREFIX = "tez.shuffle-vertex-manager.";
    private static final String TEZ_DAG = "org.apache.tez.dag.app.dag.impl.";

    /** Managers that plans may name although they belong to the application master that this one replaces. */
    private static final Map<String, String> OURS = Map.of(
            TEZ_DAG + "RootInputVertexManager", RootInputVertexManager.class.getName(),
            TEZ_DAG + "ImmediateStartVertexManager", ImmediateStartVertexManager.class.getName());

    private DefaultManagers() {}

    static VertexManagerPluginDescriptor of(HostedVertex vertex) throws IOException {
        if (vertex.plan().hasVertexManagerPlugin()) {
            VertexManagerPluginDescriptor planned = DagTypeConverters.convertVertexManagerPluginDescriptorFromDAGPlan(
                    vertex.plan().getVertexManagerPlugin());
            String ours = OURS.get(planned.getClassName());
            return ours == null ? planned : withPayload(ours, planned.getUserPayload());
        }
        if (vertex.rootInputs().values().stream().anyMatch(input -> input.plan().hasControllerDescriptor())) {
            return withPayload(
                    RootInputVertexManager.class.getName(), settings(vertex.conf(), RootInputVertexManager.PREFIX));
        }
        Set<DataMovementType> kinds = EnumSet.noneOf(DataMovementType.class);
        vertex.inEdges().values().forEach(edge -> kinds.add(edge.property().getDataMovementType()));
        if (kinds.contains(DataMovementType.CUSTOM)) {
            return VertexManagerPluginDescriptor.create(ImmediateStartVertexManager.class.getName());
        }
        if (kinds.contains(DataMovementType.ONE_TO_ONE)) {
            return VertexManagerPluginDescriptor.create(InputReadyVertexManager.class.getName());
        }
        if (kinds.contains(DataMovementType.SCATTER_GATHER)) {
            return withPayload(ShuffleVertexManager.class.getName(), settings(vertex.conf(), SHUFFLE_PREFIX));
        }
        return VertexManagerPluginDescriptor.create(ImmediateStartVertexManager.class.getName());
    }

    private static VertexManagerPluginDescriptor withPayload(String className, UserPayload payload) {
        VertexManagerPluginDescriptor descriptor = VertexManagerPluginDescriptor.create(className);
        return payload == null ? descriptor : descriptor.setUserPayload(payload);
    }

    /** Only the keys that the manager reads: packing all of a session's settings would cost milliseconds per vertex. */
    private static UserPayload settings(Configuration conf, String prefix) throws IOException {
        Configuration relevant = new Configuration(false);
        conf.getPropsWithPrefix(prefix).forEach((rest, value) -> relevant.set(prefix + rest, value));
        return TezUtils.createUserPayloadFromConf(relevant);
    }
}
