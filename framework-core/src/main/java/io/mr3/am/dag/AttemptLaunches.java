package io.mr3.am.dag;

import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.Routings;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.OutEdge;
import io.mr3.rpc.proto.RegisterVertex;

/** Describes the attempts of one vertex to the group and to the workers. */
final class AttemptLaunches {
    private final Vertex vertex;
    private final DagPorts ports;
    private final Locations locations;
    private RegisterVertex description;

    AttemptLaunches(Vertex vertex, DagPorts ports, Locations locations) {
        this.vertex = vertex;
        this.ports = ports;
        this.locations = locations;
    }

    /**
     * Describes the vertex, for good; once, when all that concerns its tasks is final.
     *
     * @throws IllegalStateException if its edges do not fit
     */
    void open() {
        if (description == null) {
            description = describe();
        }
    }

    private RegisterVertex describe() {
        RegisterVertex.Builder builder = RegisterVertex.newBuilder()
                .setVertexId(vertex.plan().id().toString())
                .setName(vertex.name())
                .setTemplate(ports.plugins().template(vertex.plan()));
        for (Edge edge : vertex.inEdges()) {
            builder.addInEdges(InEdge.newBuilder()
                    .setEdge(edge.index())
                    .setSourceVertex(edge.source().name())
                    .setSourceTasks(edge.source().parallelism())
                    .setRouting(Routings.toProto(edge.routing())));
        }
        for (Edge edge : vertex.outEdges()) {
            builder.addOutEdges(OutEdge.newBuilder()
                    .setEdge(edge.index())
                    .setDestinationVertex(edge.destination().name()));
        }
        return builder.build();
    }

    /**
     * Vertices near the roots go first; what runs again goes before all at its distance, since consumers wait for it.
     */
    SlotRequest slotRequest(Attempt attempt, boolean rerun, boolean alone) {
        return new SlotRequest(
                attempt.id(),
                vertex.plan().task(),
                2 * vertex.distance() + (rerun ? 0 : 1),
                vertex.waitsForInputs(),
                rerun,
                alone,
                locations.of(attempt.task().hint()));
    }

    void launch(Attempt attempt) {
        WorkerRef worker = attempt.worker();
        int task = attempt.task().id().index();
        Launch.Builder launch = Launch.newBuilder()
                .setAttemptId(attempt.id().toString())
                .setParallelism(vertex.parallelism())
                .setMemoryMb(vertex.plan().task().memoryMb())
                .addAllEvents(attempt.task().givenEvents());
        for (String input : vertex.plan().rootInputs()) {
            launch.addPhysicalInputs(ports.plugins().rootPhysicalInputs(vertex.plan(), input, task));
        }
        for (Edge edge : vertex.inEdges()) {
            EdgeRouting routing = edge.routing();
            launch.addPhysicalInputs(routing.physicalInputs(task, edge.source().parallelism()));
        }
        vertex.plan().sinks().forEach(sink -> launch.addPhysicalOutputs(1));
        for (Edge edge : vertex.outEdges()) {
            launch.addPhysicalOutputs(edge.physicalOutputs(task));
        }
        ports.orders().introduce(worker.id(), description);
        ports.delivery().launching(attempt, vertex.inEdges());
        ports.orders().launch(worker.id(), launch.build());
        LocationHint hint = attempt.task().hint();
        ports.tally().launched(hint != null, hint != null && locations.isPreferred(hint, worker));
    }
}
