package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.tez.proto.GroupInput;
import io.mr3.tez.proto.NamedDescriptor;
import io.mr3.tez.proto.VertexTemplate;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;
import org.apache.tez.dag.api.records.DAGProtos.TezEntityDescriptorProto;

/** Writes what all attempts of a vertex share, for the workers. */
final class Templates {
    private Templates() {}

    static VertexTemplate of(String dagName, HostedVertex vertex, ConfigurationProto conf) {
        VertexTemplate.Builder template = VertexTemplate.newBuilder()
                .setDagName(dagName)
                .setVertexName(vertex.name())
                .setProcessor(vertex.plan().getProcessorDescriptor().toByteString())
                .setConf(conf.toByteString());
        vertex.rootInputs().forEach((name, input) -> template.addInputs(named(name, input.entity())));
        vertex.inEdges()
                .forEach((source, edge) -> template.addInputs(named(
                        source,
                        DagTypeConverters.convertToDAGPlan(edge.property().getEdgeDestination()))));
        vertex.plan()
                .getOutputsList()
                .forEach(sink -> template.addOutputs(named(sink.getName(), sink.getIODescriptor())));
        vertex.outEdges()
                .forEach((destination, edge) -> template.addOutputs(named(
                        destination,
                        DagTypeConverters.convertToDAGPlan(edge.property().getEdgeSource()))));
        vertex.groups()
                .forEach(group -> template.addGroups(GroupInput.newBuilder()
                        .setName(group.name())
                        .addAllMembers(group.members())
                        .setEntity(group.mergedInput().toByteString())));
        return template.build();
    }

    private static NamedDescriptor named(String name, TezEntityDescriptorProto entity) {
        ByteString bytes = entity.toByteString();
        return NamedDescriptor.newBuilder().setName(name).setEntity(bytes).build();
    }
}
