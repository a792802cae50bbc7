package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.DagIntake.InvalidDagException;
import io.mr3.am.dag.EdgePlan;
import io.mr3.am.dag.PluginHost.VertexManager;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.dag.VertexPlan;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.RoutedOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.Edge;
import org.apache.tez.dag.api.EdgeManagerPlugin;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.VertexManagerPlugin;
import org.apache.tez.dag.api.VertexManagerPluginContext;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.dag.library.vertexmanager.FairShuffleVertexManager;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.TaskAttemptIdentifier;
import org.apache.tez.runtime.api.events.CustomProcessorEvent;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.api.events.VertexManagerEvent;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductConfig;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductEdgeManager;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductVertexManager;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DetailedPartitionStatsProto;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.VertexManagerEventPayloadProto;
import org.junit.jupiter.api.Test;

class PluginEdgesTest {
    /** Sends partition p to all tasks but p, at input number source; of the older kind. */
    public static final class AllButOne extends EdgeManagerPlugin {
        private int calls;

        public AllButOne(EdgeManagerPluginContext context) {
            super(context);
        }

        @Override
        public void initialize() {}

        @Override
        public int getNumDestinationTaskPhysicalInputs(int task) {
            return getContext().getSourceVertexNumTasks();
        }

        @Override
        public int getNumSourceTaskPhysicalOutputs(int task) {
            return getContext().getUserPayload().getPayload().get(0);
        }

        @Override
        public void routeDataMovementEventToDestination(
                DataMovementEvent event, int source, int output, Map<Integer, List<Integer>> inputs) {
            if (++calls > 3) {
                throw new IllegalStateException("each partition is asked about once");
            }
            for (int task = 0; task < getContext().getDestinationVertexNumTasks(); task++) {
                if (task != event.getSourceIndex()) {
                    inputs.put(task, List.of(source));
                }
            }
        }

        @Override
        public void routeInputSourceTaskFailedEventToDestination(int source, Map<Integer, List<Integer>> inputs) {
            inputs.put(0, List.of(source));
        }

        @Override
        public int getNumDestinationConsumerTasks(int source) {
            return getContext().getDestinationVertexNumTasks();
        }

        @Override
        public int routeInputErrorEventToSource(InputReadErrorEvent event, int task, int input) {
            return event.getIndex();
        }
    }

    /** Supplies the edge manager and the number of tasks when it starts, as Hive's bucketed joins do. */
    public static final class SuppliesEdge extends VertexManagerPlugin {
        public SuppliesEdge(VertexManagerPluginContext context) {
            super(context);
        }

        @Override
        @SuppressWarnings("deprecation")
        public void initialize() {
            getContext().setVertexParallelism(3, null, Map.of("source", manager(2)), null);
            getContext().sendEventToProcessor(List.of(CustomProcessorEvent.create(ByteBuffer.wrap(new byte[] {7}))), 2);
        }

        @Override
        public void onVertexStarted(List<TaskAttemptIdentifier> completions) {}

        @Override
        public void onSourceTaskCompleted(TaskAttemptIdentifier attempt) {}

        @Override
        public void onVertexManagerEventReceived(VertexManagerEvent event) {}

        @Override
        public void onRootVertexInitialized(String input, InputDescriptor descriptor, List<Event> events) {}
    }

    private final FakeEngine engine = new FakeEngine("v");
    private Intake intake;

    private static EdgeManagerPluginDescriptor manager(int outputs) {
        return EdgeManagerPluginDescriptor.create(AllButOne.class.getName())
                .setUserPayload(UserPayload.create(ByteBuffer.wrap(new byte[] {(byte) outputs})));
    }

    private static EdgeProperty custom(EdgeManagerPluginDescriptor manager) {
        EdgeProperty plain = Plans.property(DataMovementType.BROADCAST);
        return EdgeProperty.create(
                manager,
                plain.getDataSourceType(),
                plain.getSchedulingType(),
                plain.getEdgeSource(),
                plain.getEdgeDestination());
    }

    private VertexManager start(DAG dag) throws Exception {
        intake = Plans.read(dag);
        VertexPlan vertex = intake.plan().vertices().stream()
                .filter(plan -> plan.name().equals("v"))
                .findFirst()
                .orElseThrow();
        VertexManager manager = intake.plugins().createVertexManager(vertex, engine);
        manager.initialize();
        return manager;
    }

    private static List<RoutedOutput> routes(EdgeRouting routing, OutputEvent event, int task) {
        List<RoutedOutput> routes = new ArrayList<>();
        routing.route(event, task, routes::add);
        return routes;
    }

    @Test
    void aMapFillingEdgeManagerIsAskedOncePerPartition() throws Exception {
        Vertex source = Plans.vertex("source", 4);
        Vertex vertex = Plans.vertex("v", 3);
        engine.tasks("source", 4).tasks("v", 3);
        start(DAG.create("legacy")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Edge.create(source, vertex, custom(manager(3)))));
        EdgePlan edge = intake.plan().edges().get(0);
        EdgeRouting routing = edge.custom();

        assertEquals(EdgePlan.Kind.CUSTOM, edge.kind());
        assertEquals(4, routing.physicalInputs(0, 4));
        assertEquals(3, routing.physicalOutputs(0));
        assertEquals(3, routing.consumers(0));
        assertEquals(2, routing.sourceOf(0, 2));
        OutputEvent composite = OutputEvent.newBuilder()
                .setKind(OutputKind.COMPOSITE)
                .setSourceTask(2)
                .setCount(3)
                .setPayload(ByteString.copyFromUtf8("p"))
                .build();
        for (int task = 0; task < 3; task++) {
            List<Integer> partitions = new ArrayList<>(List.of(0, 1, 2));
            partitions.remove(task);
            List<RoutedOutput> routes = routes(routing, composite, task);
            assertEquals(
                    partitions,
                    routes.stream().map(RoutedOutput::getSourceIndex).toList());
            assertTrue(routes.stream()
                    .allMatch(r -> r.getTargetIndex() == 2
                            && r.getCount() == 1
                            && r.getOutput().getKind() == OutputKind.DATA
                            && r.getOutput().getPayload().equals(composite.getPayload())));
        }
        OutputEvent failed = OutputEvent.newBuilder()
                .setKind(OutputKind.FAILED_OUTPUT)
                .setSourceTask(2)
                .build();
        assertEquals(1, routes(routing, failed, 0).size());
        assertTrue(routes(routing, failed, 1).isEmpty());
    }

    @Test
    void aManagerMaySupplyTheRoutingOfItsEdge() throws Exception {
        Vertex source = Plans.vertex("source", 4);
        Vertex vertex = Plans.vertex("v", -1)
                .setVertexManagerPlugin(VertexManagerPluginDescriptor.create(SuppliesEdge.class.getName()));
        engine.tasks("source", 4).tasks("v", -1);
        start(DAG.create("supplied")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Edge.create(source, vertex, custom(null))));

        assertNull(intake.plan().edges().get(0).custom());
        assertEquals(3, engine.parallelism("v"));
        assertEquals(2, engine.routings.get("source").physicalOutputs(0));
        assertEquals(ByteString.copyFrom(new byte[] {7}), engine.processorEvents.get(2));
    }

    @Test
    void aCartesianProductRoutesOnDemand() throws Exception {
        CartesianProductConfig product = new CartesianProductConfig(List.of("left", "right"));
        UserPayload payload = product.toUserPayload(new TezConfiguration(false));
        EdgeManagerPluginDescriptor edges = EdgeManagerPluginDescriptor.create(
                        CartesianProductEdgeManager.class.getName())
                .setUserPayload(payload);
        Vertex left = Plans.vertex("left", 2);
        Vertex right = Plans.vertex("right", 3);
        Vertex vertex = Plans.vertex("v", -1)
                .setVertexManagerPlugin(
                        VertexManagerPluginDescriptor.create(CartesianProductVertexManager.class.getName())
                                .setUserPayload(payload));
        engine.tasks("left", 2).tasks("right", 3).tasks("v", -1);
        VertexManager manager = start(DAG.create("product")
                .addVertex(left)
                .addVertex(right)
                .addVertex(vertex)
                .addEdge(Edge.create(left, vertex, custom(edges)))
                .addEdge(Edge.create(right, vertex, custom(edges))));
        manager.vertexStarted(List.of());
        for (String source : engine.subscriptions.keySet()) {
            manager.vertexStateChanged(source, VertexEventKind.CONFIGURED);
        }
        ByteString size = VertexManagerEventPayloadProto.newBuilder()
                .setOutputSize(1)
                .setNumRecord(1)
                .build()
                .toByteString();
        for (VertexPlan source : intake.plan().vertices()) {
            for (int task = 0; !source.name().equals("v") && task < source.parallelism(); task++) {
                manager.eventReceived(size, Plans.attempt(source.id().index(), task));
                manager.sourceTaskCompleted(Plans.attempt(source.id().index(), task));
            }
        }

        int tasks = engine.parallelism("v");
        assertTrue(tasks > 0);
        assertEquals(tasks, engine.scheduled.size());
        EdgeRouting routing = engine.routings.get("left");
        OutputEvent data = OutputEvent.newBuilder().setSourceTask(1).setCount(1).build();
        long readers = java.util.stream.IntStream.range(0, tasks)
                .filter(task -> !routes(routing, data, task).isEmpty())
                .count();
        assertEquals(routing.consumers(1), readers);
    }

    @Test
    void fairShuffleJoinsPartitions() throws Exception {
        Vertex source = Plans.vertex("source", 2);
        Vertex vertex = Plans.vertex("v", 4)
                .setVertexManagerPlugin(FairShuffleVertexManager.createConfigBuilder(new Configuration(false))
                        .setAutoParallelism(FairShuffleVertexManager.FairRoutingType.REDUCE_PARALLELISM)
                        .setDesiredTaskInputSize(4L << 20)
                        .build());
        engine.tasks("source", 2).tasks("v", 4);
        VertexManager manager = start(DAG.create("fair")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Plans.edge(source, vertex, DataMovementType.SCATTER_GATHER)));

        manager.vertexStarted(List.of());
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);
        ByteString oneMegabyteEach = VertexManagerEventPayloadProto.newBuilder()
                .setOutputSize(4L << 20)
                .setDetailedPartitionStats(
                        DetailedPartitionStatsProto.newBuilder().addAllSizeInMb(List.of(1, 1, 1, 1)))
                .build()
                .toByteString();
        for (int task = 0; task < 2; task++) {
            manager.eventReceived(oneMegabyteEach, Plans.attempt(0, task));
            manager.sourceTaskCompleted(Plans.attempt(0, task));
        }

        EdgeRouting routing = engine.routings.get("source");
        int tasks = engine.parallelism("v");
        assertEquals(2, tasks);
        OutputEvent all = OutputEvent.newBuilder()
                .setKind(OutputKind.COMPOSITE)
                .setSourceTask(1)
                .setCount(4)
                .build();
        int partitions = 0;
        for (int task = 0; task < tasks; task++) {
            partitions += routes(routing, all, task).stream()
                    .mapToInt(RoutedOutput::getCount)
                    .sum();
        }
        assertEquals(4, partitions, "each partition of a source task is read once");
        assertEquals(4, routing.physicalOutputs(1));
    }

    @Test
    void anEdgeManagerThatIsMissingIsRefusedAtOnce() {
        Vertex source = Plans.vertex("source", 4);
        Vertex vertex = Plans.vertex("v", 3);
        DAG dag = DAG.create("missing")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(
                        Edge.create(source, vertex, custom(EdgeManagerPluginDescriptor.create("com.example.Missing"))));

        String message =
                assertThrows(InvalidDagException.class, () -> Plans.read(dag)).getMessage();

        assertTrue(message.contains("com.example.Missing"), message);
        assertEquals(1, message.lines().count());
    }
}
