package io.mr3.tez.am;

import io.mr3.am.dag.VertexManagerContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.apache.tez.dag.api.records.DAGProtos.TezEntityDescriptorProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexPlan;
import org.apache.tez.runtime.api.InputSpecUpdate;

/** A vertex as Tez's plug-ins see it, with what they changed of it. On the DAG's mailbox, once it runs. */
final class HostedVertex {
    /** A vertex group through which some in-edges arrive merged. */
    record Group(String name, List<String> members, TezEntityDescriptorProto mergedInput) {}

    private final VertexPlan plan;
    private final DagConf conf;
    private final List<Group> groups;
    private final Map<String, HostedEdge> inEdges = new LinkedHashMap<>();
    private final Map<String, HostedEdge> outEdges = new LinkedHashMap<>();
    private final Map<String, RootInput> rootInputs = new LinkedHashMap<>();
    private VertexManagerContext context;

    HostedVertex(VertexPlan plan, DagConf conf, List<Group> groups) {
        this.plan = plan;
        this.conf = conf;
        this.groups = groups;
        for (RootInputLeafOutputProto input : plan.getInputsList()) {
            rootInputs.put(input.getName(), new RootInput(input));
        }
    }

    String name() {
        return plan.getName();
    }

    VertexPlan plan() {
        return plan;
    }

    List<Group> groups() {
        return groups;
    }

    /** In-edges by the name of the source, in plan order. */
    Map<String, HostedEdge> inEdges() {
        return inEdges;
    }

    /** Out-edges by the name of the destination, in plan order. */
    Map<String, HostedEdge> outEdges() {
        return outEdges;
    }

    /** Root inputs by name, in plan order. */
    Map<String, RootInput> rootInputs() {
        return rootInputs;
    }

    RootInput rootInput(String input) {
        RootInput found = rootInputs.get(input);
        if (found == null) {
            throw new IllegalArgumentException("expected a root input of vertex " + name() + " among "
                    + new ArrayList<>(rootInputs.keySet()) + ", got " + input);
        }
        return found;
    }

    RootInputLeafOutputProto sink(String name) {
        return plan.getOutputsList().stream()
                .filter(output -> output.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** All that holds for this vertex: the session's settings under the DAG's under its own. */
    Configuration conf() {
        return conf.ofVertex(plan);
    }

    Resource taskResource() {
        return DagTypeConverters.createResourceRequestFromTaskConfig(plan.getTaskConfig());
    }

    /** What its manager may do; null until there is one. */
    VertexManagerContext context() {
        return context;
    }

    void context(VertexManagerContext newContext) {
        context = newContext;
    }

    /** A root input, whose payload and physical inputs an initialiser may change. */
    static final class RootInput {
        private final RootInputLeafOutputProto plan;
        private final InputDescriptor descriptor;
        private final UserPayload plannedPayload;
        private InputSpecUpdate physicalInputs = InputSpecUpdate.getDefaultSinglePhysicalInputSpecUpdate();

        RootInput(RootInputLeafOutputProto plan) {
            this.plan = plan;
            this.descriptor = DagTypeConverters.convertInputDescriptorFromDAGPlan(plan.getIODescriptor());
            this.plannedPayload = descriptor.getUserPayload();
        }

        RootInputLeafOutputProto plan() {
            return plan;
        }

        /** The descriptor that vertex managers are given, and may give another payload. */
        InputDescriptor descriptor() {
            return descriptor;
        }

        TezEntityDescriptorProto entity() {
            return descriptor.getUserPayload() == plannedPayload
                    ? plan.getIODescriptor()
                    : DagTypeConverters.convertToDAGPlan(descriptor);
        }

        void physicalInputs(InputSpecUpdate update) {
            physicalInputs = update;
        }

        int physicalInputs(int task) {
            return physicalInputs.getNumPhysicalInputsForWorkUnit(task);
        }
    }
}
