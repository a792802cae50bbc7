package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.OutEdge;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.tez.proto.GroupInput;
import io.mr3.tez.proto.NamedDescriptor;
import io.mr3.tez.proto.VertexTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.OutputDescriptor;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.records.DAGProtos.TezEntityDescriptorProto;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.runtime.api.impl.GroupInputSpec;
import org.apache.tez.runtime.api.impl.InputSpec;
import org.apache.tez.runtime.api.impl.OutputSpec;
import org.apache.tez.runtime.api.impl.TaskSpec;

/**
 * All that the attempts of one vertex share, decoded once. Immutable: descriptors and payloads are only read by
 * attempts.
 */
final class VertexBlueprint {
    private record Input(String name, InputDescriptor descriptor) {}

    private record Output(String name, OutputDescriptor descriptor) {}

    private record Group(String name, List<String> members, InputDescriptor descriptor) {}

    private final String dagName;
    private final String name;
    private final ProcessorDescriptor processor;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Configuration conf;
    private final Map<String, Integer> edgeBySource = new HashMap<>();
    private final Map<Integer, String> sourceByEdge = new HashMap<>();
    private final Map<String, Integer> edgeByDestination = new HashMap<>();

    /**
     * Decodes a vertex.
     *
     * @throws IllegalArgumentException if a part of it is not what Tez's DAG plan has there
     */
    VertexBlueprint(RegisterVertex order) {
        try {
            VertexTemplate template = VertexTemplate.parseFrom(order.getTemplate());
            dagName = template.getDagName();
            name = template.getVertexName();
            processor = DagTypeConverters.convertProcessorDescriptorFromDAGPlan(entity(template.getProcessor()));
            for (NamedDescriptor input : template.getInputsList()) {
                inputs.add(new Input(
                        input.getName(),
                        DagTypeConverters.convertInputDescriptorFromDAGPlan(entity(input.getEntity()))));
            }
            for (NamedDescriptor output : template.getOutputsList()) {
                outputs.add(new Output(
                        output.getName(),
                        DagTypeConverters.convertOutputDescriptorFromDAGPlan(entity(output.getEntity()))));
            }
            for (GroupInput group : template.getGroupsList()) {
                groups.add(new Group(
                        group.getName(),
                        List.copyOf(group.getMembersList()),
                        DagTypeConverters.convertInputDescriptorFromDAGPlan(entity(group.getEntity()))));
            }
            conf = TezSettings.decode(template.getConf());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "expected a template of vertex " + order.getName() + ", got bytes that are none: " + e.getMessage(),
                    e);
        }
        for (InEdge edge : order.getInEdgesList()) {
            edgeBySource.put(edge.getSourceVertex(), edge.getEdge());
            sourceByEdge.put(edge.getEdge(), edge.getSourceVertex());
        }
        for (OutEdge edge : order.getOutEdgesList()) {
            edgeByDestination.put(edge.getDestinationVertex(), edge.getEdge());
        }
    }

    private static TezEntityDescriptorProto entity(ByteString bytes) throws InvalidProtocolBufferException {
        return TezEntityDescriptorProto.parseFrom(bytes);
    }

    String name() {
        return name;
    }

    String dagName() {
        return dagName;
    }

    /** The edge from {@code source} into this vertex. */
    int edgeFrom(String source) {
        return edge(edgeBySource, source, "a source");
    }

    /** The edge from this vertex to {@code destination}. */
    int edgeTo(String destination) {
        return edge(edgeByDestination, destination, "a destination");
    }

    /** The vertex at the other end of in-edge {@code edge}. */
    String sourceOf(int edge) {
        String source = sourceByEdge.get(edge);
        if (source == null) {
            throw new IllegalArgumentException("expected an edge into vertex " + name + ", got edge " + edge);
        }
        return source;
    }

    private int edge(Map<String, Integer> edges, String other, String role) {
        Integer edge = edges.get(other);
        if (edge == null) {
            throw new IllegalArgumentException("expected " + role + " of vertex " + name + ", got " + other);
        }
        return edge;
    }

    /**
     * What Tez runs for one attempt. Each attempt has lists of its own: Tez empties them when it is done.
     *
     * @throws IllegalArgumentException if the launch does not count the inputs and outputs of this vertex
     */
    TaskSpec taskSpec(TezTaskAttemptID attempt, Launch launch, long memoryBytes) {
        expectCount(launch.getPhysicalInputsCount(), inputs.size(), "inputs");
        expectCount(launch.getPhysicalOutputsCount(), outputs.size(), "outputs");
        List<InputSpec> in = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            in.add(new InputSpec(inputs.get(i).name(), inputs.get(i).descriptor(), launch.getPhysicalInputs(i)));
        }
        List<OutputSpec> out = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            out.add(new OutputSpec(outputs.get(i).name(), outputs.get(i).descriptor(), launch.getPhysicalOutputs(i)));
        }
        List<GroupInputSpec> merged = new ArrayList<>();
        for (Group group : groups) {
            merged.add(new GroupInputSpec(group.name(), new ArrayList<>(group.members()), group.descriptor()));
        }
        Configuration own = new Configuration(conf);
        own.set(TezConfiguration.TEZ_TASK_SCALE_MEMORY_ALLOCATOR_CLASS, AttemptMemory.class.getName());
        own.setBoolean(TezConfiguration.TEZ_TASK_SCALE_MEMORY_ENABLED, true);
        own.setLong(AttemptMemory.SHARE_KEY, memoryBytes);
        return new TaskSpec(attempt, dagName, name, launch.getParallelism(), processor, in, out, merged, own);
    }

    private void expectCount(int got, int expected, String what) {
        if (got != expected) {
            throw new IllegalArgumentException(
                    "expected counts for " + expected + " " + what + " of vertex " + name + ", got " + got);
        }
    }
}
