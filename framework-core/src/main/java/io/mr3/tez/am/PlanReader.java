package io.mr3.tez.am;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagSettings;
import io.mr3.am.dag.EdgePlan;
import io.mr3.am.dag.VertexPlan;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.VertexId;
import io.mr3.config.AmKeys;
import io.mr3.config.DagQueueKeys;
import io.mr3.tez.plugin.DagUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.records.DAGProtos;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanTaskConfiguration;
import org.apache.tez.dag.api.records.DAGProtos.PlanVertexGroupInfo;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;

/** Splits a checked plan: what the engine runs, and what only plug-ins understand. */
final class PlanReader {
    private final DagId id;
    private final DAGPlan plan;
    private final Map<String, HostedVertex> vertices = new LinkedHashMap<>();
    private final Map<String, Integer> vertexIndex = new HashMap<>();
    private final Map<String, Integer> edgeIndex = new HashMap<>();
    private final Set<String> sharedSinks = new HashSet<>();
    private final DagPlan dag;

    PlanReader(DagId id, String user, DAGPlan plan, DagConf conf, DagUser dagUser) {
        this.id = id;
        this.plan = plan;
        for (DAGProtos.VertexPlan vertex : plan.getVertexList()) {
            vertexIndex.put(vertex.getName(), vertexIndex.size());
            vertices.put(vertex.getName(), new HostedVertex(vertex, conf, groupsInto(vertex.getName())));
        }
        plan.getVertexGroupsList().forEach(group -> sharedSinks.addAll(group.getOutputsList()));
        List<HostedEdge> edges = edges(dagUser);
        connect(edges);
        GroupChoice groups = new GroupChoice(conf.ofDag());
        this.dag = new DagPlan(
                id,
                plan.getName(),
                user,
                conf.ofDag().get(DagQueueKeys.NAME.name(), DagQueueKeys.NAME.defaultText()),
                groups.scope(),
                vertexPlans(groups),
                edgePlans(edges),
                settings(conf.ofDag()));
    }

    DagPlan dag() {
        return dag;
    }

    /** By name, in plan order. */
    Map<String, HostedVertex> vertices() {
        return vertices;
    }

    private List<HostedVertex.Group> groupsInto(String vertex) {
        List<HostedVertex.Group> groups = new ArrayList<>();
        for (PlanVertexGroupInfo group : plan.getVertexGroupsList()) {
            group.getEdgeMergedInputsList().stream()
                    .filter(merged -> merged.getDestVertexName().equals(vertex))
                    .forEach(merged -> groups.add(new HostedVertex.Group(
                            group.getGroupName(), List.copyOf(group.getGroupMembersList()), merged.getMergedInput())));
        }
        return groups;
    }

    private List<HostedEdge> edges(DagUser user) {
        List<HostedEdge> edges = new ArrayList<>();
        for (DAGProtos.EdgePlan edge : plan.getEdgeList()) {
            edgeIndex.put(edge.getId(), edges.size());
            HostedVertex destination = vertices.get(edge.getOutputVertexName());
            String source = edge.getInputVertexName();
            String group = destination.groups().stream()
                    .filter(g -> g.members().contains(source))
                    .map(HostedVertex.Group::name)
                    .findFirst()
                    .orElse(null);
            edges.add(new HostedEdge(
                    source,
                    destination.name(),
                    group,
                    DagTypeConverters.createEdgePropertyMapFromDAGPlan(edge),
                    user,
                    name -> parallelism(destination, vertices.get(source), name)));
        }
        return edges;
    }

    /** The destination's manager may be changing its own number just now, so it is asked first. */
    private static int parallelism(HostedVertex destination, HostedVertex source, String name) {
        return (destination.context() != null ? destination : source).context().parallelism(name);
    }

    private void connect(List<HostedEdge> edges) {
        for (HostedVertex vertex : vertices.values()) {
            for (String edgeId : vertex.plan().getInEdgeIdList()) {
                HostedEdge edge = edges.get(edgeIndex.get(edgeId));
                vertex.inEdges().put(edge.source(), edge);
            }
            for (String edgeId : vertex.plan().getOutEdgeIdList()) {
                HostedEdge edge = edges.get(edgeIndex.get(edgeId));
                vertex.outEdges().put(edge.destination(), edge);
            }
        }
    }

    private List<VertexPlan> vertexPlans(GroupChoice groups) {
        List<VertexPlan> plans = new ArrayList<>();
        for (DAGProtos.VertexPlan vertex : plan.getVertexList()) {
            PlanTaskConfiguration task = vertex.getTaskConfig();
            plans.add(new VertexPlan(
                    new VertexId(id, plans.size()),
                    vertex.getName(),
                    groupOf(vertex, groups),
                    task.getNumTasks(),
                    new Resources(task.getMemoryMb(), task.getVirtualCores()),
                    names(vertex.getInputsList()),
                    names(controlled(vertex.getInputsList())),
                    names(vertex.getOutputsList()),
                    committedSinks(vertex),
                    vertex.getInEdgeIdList().stream().map(edgeIndex::get).toList(),
                    vertex.getOutEdgeIdList().stream().map(edgeIndex::get).toList(),
                    LocationHints.ofPlan(vertex.getTaskLocationHintList())));
        }
        return plans;
    }

    private String groupOf(DAGProtos.VertexPlan vertex, GroupChoice groups) {
        List<EdgePlan.Kind> inEdges = vertices.get(vertex.getName()).inEdges().values().stream()
                .map(HostedEdge::kind)
                .toList();
        return groups.of(vertex.getName(), vertex.getInputsCount() > 0, inEdges);
    }

    /** A sink that the members of a group share is committed once, with the group's first member. */
    private List<String> committedSinks(DAGProtos.VertexPlan vertex) {
        Set<String> leftToOthers = new HashSet<>();
        for (PlanVertexGroupInfo group : plan.getVertexGroupsList()) {
            if (group.getGroupMembersList().indexOf(vertex.getName()) > 0) {
                leftToOthers.addAll(group.getOutputsList());
            }
        }
        return names(controlled(vertex.getOutputsList())).stream()
                .filter(sink -> !leftToOthers.contains(sink))
                .toList();
    }

    private static List<RootInputLeafOutputProto> controlled(List<RootInputLeafOutputProto> ends) {
        return ends.stream()
                .filter(RootInputLeafOutputProto::hasControllerDescriptor)
                .toList();
    }

    private static List<String> names(List<RootInputLeafOutputProto> ends) {
        return ends.stream().map(RootInputLeafOutputProto::getName).toList();
    }

    private List<EdgePlan> edgePlans(List<HostedEdge> edges) {
        List<EdgePlan> plans = new ArrayList<>();
        for (HostedEdge edge : edges) {
            plans.add(new EdgePlan(
                    plans.size(),
                    vertexIndex.get(edge.source()),
                    vertexIndex.get(edge.destination()),
                    edge.kind(),
                    edge.planned()));
        }
        return plans;
    }

    /** One vertex cannot commit for a group whose other members still run, so shared sinks wait for the whole DAG. */
    private DagSettings settings(Configuration conf) {
        return new DagSettings(
                conf.getInt(
                        AmKeys.MAX_FAILED_ATTEMPTS.name(),
                        conf.getInt(
                                TezConfiguration.TEZ_AM_TASK_MAX_FAILED_ATTEMPTS,
                                TezConfiguration.TEZ_AM_TASK_MAX_FAILED_ATTEMPTS_DEFAULT)),
                !sharedSinks.isEmpty()
                        || conf.getBoolean(
                                TezConfiguration.TEZ_AM_COMMIT_ALL_OUTPUTS_ON_DAG_SUCCESS,
                                TezConfiguration.TEZ_AM_COMMIT_ALL_OUTPUTS_ON_DAG_SUCCESS_DEFAULT),
                conf.getInt(
                        TezConfiguration.TEZ_TASK_MAX_ALLOWED_OUTPUT_FAILURES,
                        TezConfiguration.TEZ_TASK_MAX_ALLOWED_OUTPUT_FAILURES_DEFAULT),
                conf.getDouble(
                        TezConfiguration.TEZ_TASK_MAX_ALLOWED_OUTPUT_FAILURES_FRACTION,
                        TezConfiguration.TEZ_TASK_MAX_ALLOWED_OUTPUT_FAILURES_FRACTION_DEFAULT),
                1000L
                        * conf.getInt(
                                TezConfiguration.TEZ_AM_MAX_ALLOWED_TIME_FOR_TASK_READ_ERROR_SEC,
                                TezConfiguration.TEZ_AM_MAX_ALLOWED_TIME_FOR_TASK_READ_ERROR_SEC_DEFAULT));
    }
}
