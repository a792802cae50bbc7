package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.LocationHint;
import io.mr3.am.dag.VertexManagerContext;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InputData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.VertexLocationHint;
import org.apache.tez.dag.api.VertexManagerPluginContext;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.runtime.api.InputSpecUpdate;
import org.apache.tez.runtime.api.VertexStatistics;
import org.apache.tez.runtime.api.events.CustomProcessorEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;

/** What Tez lets a vertex manager do, done by the engine. On the DAG's mailbox, inside a callback. */
final class ManagerContext implements VertexManagerPluginContext {
    private final HostedVertex vertex;
    private final VertexManagerContext engine;
    private final UserPayload payload;

    ManagerContext(HostedVertex vertex, VertexManagerContext engine, UserPayload payload) {
        this.vertex = vertex;
        this.engine = engine;
        this.payload = payload;
    }

    @Override
    public UserPayload getUserPayload() {
        return payload;
    }

    @Override
    public String getVertexName() {
        return vertex.name();
    }

    @Override
    public Set<String> getVertexInputNames() {
        return vertex.rootInputs().isEmpty()
                ? null
                : Set.copyOf(vertex.rootInputs().keySet());
    }

    @Override
    public Map<String, EdgeProperty> getInputVertexEdgeProperties() {
        return properties(vertex.inEdges());
    }

    @Override
    public Map<String, EdgeProperty> getOutputVertexEdgeProperties() {
        return properties(vertex.outEdges());
    }

    private static Map<String, EdgeProperty> properties(Map<String, HostedEdge> edges) {
        Map<String, EdgeProperty> properties = new HashMap<>();
        edges.forEach((end, edge) -> properties.put(end, edge.property()));
        return properties;
    }

    @Override
    public Map<String, List<String>> getInputVertexGroups() {
        Map<String, List<String>> groups = new HashMap<>();
        vertex.groups().forEach(group -> groups.put(group.name(), group.members()));
        return groups;
    }

    @Override
    public int getVertexNumTasks(String vertexName) {
        return engine.parallelism(vertexName);
    }

    /** Nothing: tasks do not report the sizes of single inputs and outputs; managers hear of sizes by their own events. */
    @Override
    public VertexStatistics getVertexStatistics(String vertexName) {
        return NoStatistics.INSTANCE;
    }

    @Override
    public Resource getVertexTaskResource() {
        return vertex.taskResource();
    }

    @Override
    public Resource getTotalAvailableResource() {
        return Capacities.total(engine.capacity());
    }

    @Override
    public int getNumClusterNodes() {
        return engine.capacity().nodes();
    }

    /** The application master is not restarted under one client's application. */
    @Override
    public int getDAGAttemptNumber() {
        return 1;
    }

    @Override
    public void vertexReconfigurationPlanned() {
        engine.reconfigurationPlanned();
    }

    @Override
    public void doneReconfiguringVertex() {
        engine.reconfigurationDone();
    }

    @Override
    @Deprecated
    public void setVertexParallelism(
            int parallelism,
            VertexLocationHint hint,
            Map<String, EdgeManagerPluginDescriptor> sourceEdgeManagers,
            Map<String, InputSpecUpdate> rootInputs) {
        Map<String, EdgeProperty> properties = new HashMap<>();
        if (sourceEdgeManagers != null) {
            sourceEdgeManagers.forEach((source, manager) -> {
                EdgeProperty old = inEdge(source).property();
                properties.put(
                        source,
                        EdgeProperty.create(
                                manager,
                                old.getDataSourceType(),
                                old.getSchedulingType(),
                                old.getEdgeSource(),
                                old.getEdgeDestination()));
            });
        }
        reconfigureVertex(parallelism, hint, properties, rootInputs);
    }

    @Override
    public void reconfigureVertex(int parallelism, VertexLocationHint hint, Map<String, EdgeProperty> sourceEdges) {
        reconfigureVertex(parallelism, hint, sourceEdges, null);
    }

    @Override
    public void reconfigureVertex(Map<String, InputSpecUpdate> rootInputs, VertexLocationHint hint, int parallelism) {
        reconfigureVertex(parallelism, hint, null, rootInputs);
    }

    @Override
    public void reconfigureVertex(
            int parallelism,
            VertexLocationHint hint,
            Map<String, EdgeProperty> sourceEdges,
            Map<String, InputSpecUpdate> rootInputs) {
        if (parallelism < 0) {
            throw new IllegalArgumentException(
                    "expected at least 0 tasks of vertex " + vertex.name() + ", got " + parallelism);
        }
        int before = engine.parallelism(vertex.name());
        updateRootInputs(before, parallelism, rootInputs);
        Map<String, EdgeRouting> routings = new LinkedHashMap<>();
        if (sourceEdges != null) {
            sourceEdges.forEach(
                    (source, property) -> routings.put(source, inEdge(source).replace(property, parallelism)));
        }
        engine.reconfigure(parallelism, hints(before, parallelism, hint), routings);
        routings.values().forEach(HostedEdge::initialize);
    }

    private void updateRootInputs(int before, int parallelism, Map<String, InputSpecUpdate> updates) {
        if (updates == null) {
            return;
        }
        if (before >= 0) {
            throw new IllegalStateException("expected no change of physical root inputs of vertex " + vertex.name()
                    + " once it has " + before + " tasks, got one for " + updates.keySet());
        }
        updates.forEach((input, update) -> {
            if (!update.isForAllWorkUnits() && update.getAllNumPhysicalInputs().size() != parallelism) {
                throw new IllegalArgumentException("expected physical inputs of " + input + " for " + parallelism
                        + " tasks, got " + update.getAllNumPhysicalInputs().size());
            }
            vertex.rootInput(input).physicalInputs(update);
        });
    }

    /** Hints no longer fit when the number of tasks has changed. */
    private static List<LocationHint> hints(int before, int parallelism, VertexLocationHint hint) {
        return before >= 0 && before != parallelism ? List.of() : LocationHints.ofVertex(hint);
    }

    private HostedEdge inEdge(String source) {
        HostedEdge edge = vertex.inEdges().get(source);
        if (edge == null) {
            throw new IllegalArgumentException("expected a source of vertex " + vertex.name() + " among "
                    + vertex.inEdges().keySet() + ", got " + source);
        }
        return edge;
    }

    @Override
    public void setVertexLocationHint(VertexLocationHint hint) {
        engine.setLocationHints(LocationHints.ofVertex(hint));
    }

    @Override
    public void addRootInputEvents(String inputName, Collection<InputDataInformationEvent> events) {
        vertex.rootInput(inputName);
        List<Integer> tasks = new ArrayList<>(events.size());
        List<InputData> pieces = new ArrayList<>(events.size());
        for (InputDataInformationEvent event : events) {
            tasks.add(event.getTargetIndex());
            pieces.add(piece(inputName, event));
        }
        engine.addInputData(tasks, pieces);
    }

    private static InputData piece(String input, InputDataInformationEvent event) {
        InputData.Builder piece = InputData.newBuilder()
                .setInput(input)
                .setSourceIndex(event.getSourceIndex())
                .setTargetIndex(event.getTargetIndex());
        if (event.getDeserializedUserPayload() != null) {
            throw new IllegalArgumentException("expected serialised data for root input " + input + ", got a "
                    + event.getDeserializedUserPayload().getClass().getName()
                    + "; tasks run in other processes, let the initialiser serialise it");
        }
        if (event.getSerializedPath() != null) {
            piece.setSerializedPath(event.getSerializedPath());
        } else if (event.getUserPayload() != null) {
            piece.setPayload(ByteString.copyFrom(event.getUserPayload().duplicate()));
        }
        return piece.build();
    }

    @Override
    public void sendEventToProcessor(Collection<CustomProcessorEvent> events, int task) {
        int tasks = engine.parallelism(vertex.name());
        if (task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "expected a task of vertex " + vertex.name() + " below " + tasks + ", got " + task);
        }
        for (CustomProcessorEvent event : events) {
            engine.sendToProcessor(task, ByteString.copyFrom(event.getPayload().duplicate()));
        }
    }

    @Override
    public void scheduleTasks(List<ScheduleTaskRequest> requests) {
        List<Integer> tasks = new ArrayList<>(requests.size());
        List<LocationHint> hints = new ArrayList<>(requests.size());
        for (ScheduleTaskRequest request : requests) {
            tasks.add(request.getTaskIndex());
            hints.add(LocationHints.ofTask(request.getTaskLocationHint()));
        }
        engine.schedule(tasks, hints);
    }

    @Override
    @Deprecated
    public void scheduleVertexTasks(List<TaskWithLocationHint> requests) {
        List<Integer> tasks = new ArrayList<>(requests.size());
        List<LocationHint> hints = new ArrayList<>(requests.size());
        for (TaskWithLocationHint request : requests) {
            tasks.add(request.getTaskIndex());
            hints.add(LocationHints.ofTask(request.getTaskLocationHint()));
        }
        engine.schedule(tasks, hints);
    }

    @Override
    public void registerForVertexStateUpdates(String vertexName, Set<VertexState> states) {
        engine.subscribe(vertexName, VertexStates.kinds(states));
    }
}
