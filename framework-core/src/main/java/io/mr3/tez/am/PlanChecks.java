package io.mr3.tez.am;

import io.mr3.am.dag.DagIntake.InvalidDagException;
import io.mr3.am.dag.DagPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.tez.dag.api.TezConstants;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.EdgePlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanEdgeDataMovementType;
import org.apache.tez.dag.api.records.DAGProtos.PlanEdgeSchedulingType;
import org.apache.tez.dag.api.records.DAGProtos.PlanVertexGroupInfo;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexExecutionContextProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexPlan;

/** What a plan must satisfy before anything of it runs. */
final class PlanChecks {
    private final DAGPlan plan;
    private final Set<String> vertices = new HashSet<>();
    private final Map<String, EdgePlan> edges = new HashMap<>();

    private PlanChecks(DAGPlan plan) {
        this.plan = plan;
    }

    /**
     * Checks a plan.
     *
     * @throws InvalidDagException with the first fault, in one line
     */
    static void check(DAGPlan plan) throws InvalidDagException {
        PlanChecks checks = new PlanChecks(plan);
        checks.names();
        for (VertexPlan vertex : plan.getVertexList()) {
            checks.vertex(vertex);
        }
        checks.size();
        checks.groups();
        checks.cycles();
        checks.place("DAG " + plan.getName(), plan.getDefaultExecutionContext());
    }

    private void names() throws InvalidDagException {
        require(plan.getVertexCount() > 0, "expected at least one vertex");
        for (VertexPlan vertex : plan.getVertexList()) {
            require(vertices.add(vertex.getName()), "two vertices are called " + vertex.getName());
        }
        Set<String> pairs = new HashSet<>();
        for (EdgePlan edge : plan.getEdgeList()) {
            String where =
                    "edge " + edge.getId() + " from " + edge.getInputVertexName() + " to " + edge.getOutputVertexName();
            require(edges.put(edge.getId(), edge) == null, "two edges are called " + edge.getId());
            require(vertices.contains(edge.getInputVertexName()), where + ": no such source vertex");
            require(vertices.contains(edge.getOutputVertexName()), where + ": no such destination vertex");
            require(
                    pairs.add(edge.getInputVertexName() + '\0' + edge.getOutputVertexName()),
                    where + ": there is another edge between the two");
            require(
                    edge.getSchedulingType() == PlanEdgeSchedulingType.SEQUENTIAL,
                    where + ": expected SEQUENTIAL scheduling, got " + edge.getSchedulingType());
        }
    }

    private void vertex(VertexPlan vertex) throws InvalidDagException {
        String where = "vertex " + vertex.getName();
        require(vertex.hasProcessorDescriptor(), where + " has no processor");
        for (String id : vertex.getInEdgeIdList()) {
            EdgePlan edge = edges.get(id);
            require(edge != null, where + ": no edge is called " + id);
            require(
                    edge.getOutputVertexName().equals(vertex.getName()),
                    where + ": edge " + id + " leads to " + edge.getOutputVertexName());
        }
        for (String id : vertex.getOutEdgeIdList()) {
            EdgePlan edge = edges.get(id);
            require(edge != null, where + ": no edge is called " + id);
            require(
                    edge.getInputVertexName().equals(vertex.getName()),
                    where + ": edge " + id + " comes from " + edge.getInputVertexName());
        }
        unique(where, "root input", vertex.getInputsList());
        unique(where, "sink", vertex.getOutputsList());
        int tasks = vertex.getTaskConfig().getNumTasks();
        require(tasks >= -1, where + ": expected at least -1 tasks, got " + tasks);
        require(
                tasks >= 0 || decidesItself(vertex),
                where + " has an open number of tasks, but no input initialiser, vertex manager or one-to-one source");
        place(where, vertex.getExecutionContext());
    }

    private void size() throws InvalidDagException {
        long tasks = plan.getVertexList().stream()
                .mapToLong(vertex -> Math.max(0, vertex.getTaskConfig().getNumTasks()))
                .sum();
        require(tasks <= DagPlan.MAX_TASKS, "expected at most " + DagPlan.MAX_TASKS + " tasks, got " + tasks);
    }

    private void unique(String where, String what, List<RootInputLeafOutputProto> list) throws InvalidDagException {
        Set<String> names = new HashSet<>();
        for (RootInputLeafOutputProto end : list) {
            require(names.add(end.getName()), where + ": two of its " + what + "s are called " + end.getName());
        }
    }

    private boolean decidesItself(VertexPlan vertex) {
        return vertex.hasVertexManagerPlugin()
                || vertex.getInputsList().stream().anyMatch(RootInputLeafOutputProto::hasControllerDescriptor)
                || vertex.getInEdgeIdList().stream()
                        .anyMatch(id -> edges.get(id).getDataMovementType() == PlanEdgeDataMovementType.ONE_TO_ONE);
    }

    private void groups() throws InvalidDagException {
        for (PlanVertexGroupInfo group : plan.getVertexGroupsList()) {
            for (String member : group.getGroupMembersList()) {
                require(
                        vertices.contains(member),
                        "vertex group " + group.getGroupName() + ": no vertex is called " + member);
            }
        }
    }

    /** Takes away vertices without sources again and again; what is left goes round. */
    private void cycles() throws InvalidDagException {
        Map<String, Integer> openSources = new HashMap<>();
        plan.getEdgeList().forEach(edge -> openSources.merge(edge.getOutputVertexName(), 1, Integer::sum));
        Deque<String> ready = new ArrayDeque<>();
        vertices.stream().filter(vertex -> !openSources.containsKey(vertex)).forEach(ready::add);
        Set<String> left = new TreeSet<>(vertices);
        while (!ready.isEmpty()) {
            String vertex = ready.remove();
            left.remove(vertex);
            for (EdgePlan edge : plan.getEdgeList()) {
                if (edge.getInputVertexName().equals(vertex)
                        && openSources.merge(edge.getOutputVertexName(), -1, Integer::sum) == 0) {
                    ready.add(edge.getOutputVertexName());
                }
            }
        }
        require(left.isEmpty(), "its edges go round among the vertices " + left);
    }

    private void place(String where, VertexExecutionContextProto place) throws InvalidDagException {
        require(!place.getExecuteInAm(), where + ": expected execution in workers, got in the application master");
        for (String service :
                List.of(place.getTaskSchedulerName(), place.getContainerLauncherName(), place.getTaskCommName())) {
            require(
                    service.isEmpty() || service.equals(TezConstants.getTezYarnServicePluginName()),
                    where + ": expected execution in workers, got the service plug-in " + service);
        }
    }

    private void require(boolean condition, String fault) throws InvalidDagException {
        if (!condition) {
            throw new InvalidDagException("DAG " + plan.getName() + ": " + fault, null);
        }
    }
}
