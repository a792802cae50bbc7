package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.LocationHint;
import io.mr3.am.dag.PluginHost.VertexManager;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.dag.VertexPlan;
import io.mr3.common.routing.ScatterGather;
import io.mr3.tez.plugin.PluginException;
import io.mr3.tez.proto.VertexTemplate;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DataSourceDescriptor;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.TaskLocationHint;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.VertexLocationHint;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.dag.api.records.DAGProtos.TezEntityDescriptorProto;
import org.apache.tez.dag.library.vertexmanager.ShuffleVertexManager;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputSpecUpdate;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputUpdatePayloadEvent;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.VertexManagerEventPayloadProto;
import org.junit.jupiter.api.Test;

class ManagersTest {
    private final FakeEngine engine = new FakeEngine("v");
    private Intake intake;

    private VertexManager start(DAG dag) throws Exception {
        intake = Plans.read(dag);
        VertexManager manager = intake.plugins().createVertexManager(plan("v"), engine);
        manager.initialize();
        return manager;
    }

    private VertexPlan plan(String name) {
        return intake.plan().vertices().stream()
                .filter(vertex -> vertex.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private DAG shuffle(int reducers, VertexManagerPluginDescriptor manager) {
        Vertex source = Plans.vertex("source", 4);
        Vertex reduce = Plans.vertex("v", reducers);
        if (manager != null) {
            reduce.setVertexManagerPlugin(manager);
        }
        engine.tasks("source", 4).tasks("v", reducers);
        return DAG.create("shuffle")
                .addVertex(source)
                .addVertex(reduce)
                .addEdge(Plans.edge(source, reduce, DataMovementType.SCATTER_GATHER));
    }

    private static DataSourceDescriptor source() {
        return DataSourceDescriptor.create(
                InputDescriptor.create("RootInput"), InputInitializerDescriptor.create("Initializer"), null);
    }

    @Test
    void reducersStartAsTheirSourcesComplete() throws Exception {
        VertexManager manager = start(shuffle(8, null));

        manager.vertexStarted(List.of());
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);
        assertEquals(Map.of("source", Set.of(VertexEventKind.CONFIGURED)), engine.subscriptions);
        assertTrue(engine.scheduled.isEmpty());

        manager.sourceTaskCompleted(Plans.attempt(0, 0));
        manager.sourceTaskCompleted(Plans.attempt(0, 1));
        assertEquals(4, engine.scheduled.size());
        manager.sourceTaskCompleted(Plans.attempt(0, 2));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), engine.scheduled);
    }

    @Test
    void settingsOfTheVertexReachTheShuffleManager() throws Exception {
        DAG dag = shuffle(8, null);
        dag.getVertex("v").setConf(ShuffleVertexManager.TEZ_SHUFFLE_VERTEX_MANAGER_MIN_SRC_FRACTION, "0");
        dag.getVertex("v").setConf(ShuffleVertexManager.TEZ_SHUFFLE_VERTEX_MANAGER_MAX_SRC_FRACTION, "0");
        VertexManager manager = start(dag);

        manager.vertexStarted(List.of());
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);

        assertEquals(8, engine.scheduled.size());
    }

    @Test
    void littleDataNeedsFewerReducers() throws Exception {
        VertexManager manager = start(shuffle(
                10,
                ShuffleVertexManager.createConfigBuilder(new Configuration(false))
                        .setAutoReduceParallelism(true)
                        .setDesiredTaskInputSize(1000)
                        .setMinTaskParallelism(1)
                        .build()));
        assertTrue(engine.planned);

        manager.vertexStarted(List.of());
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);
        ByteString size = VertexManagerEventPayloadProto.newBuilder()
                .setOutputSize(900)
                .build()
                .toByteString();
        for (int task = 0; task < 4; task++) {
            manager.eventReceived(size, Plans.attempt(0, task));
            manager.sourceTaskCompleted(Plans.attempt(0, task));
        }

        // 4 x 900 bytes at 1000 a task: 4 tasks of 10 / 4 = 2 partitions would be 5
        assertEquals(5, engine.parallelism("v"));
        assertEquals(Map.of("source", new ScatterGather(10, 2, 5)), engine.routings);
        assertEquals(List.of(), engine.hints);
        assertTrue(engine.done);
        assertEquals(Set.of(0, 1, 2, 3, 4), Set.copyOf(engine.scheduled));
    }

    @Test
    void aVertexWithoutInputsToWaitForStartsAtOnce() throws Exception {
        Vertex source = Plans.vertex("source", 2);
        Vertex vertex = Plans.vertex("v", 3);
        engine.tasks("source", 2).tasks("v", 3);
        VertexManager manager = start(DAG.create("broadcast")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Plans.edge(source, vertex, DataMovementType.BROADCAST)));

        manager.vertexStarted(List.of());
        assertTrue(engine.scheduled.isEmpty());
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);
        assertEquals(List.of(0, 1, 2), engine.scheduled);
    }

    @Test
    void oneToOneTakesTheNumberOfItsSource() throws Exception {
        Vertex source = Plans.vertex("source", -1).addDataSource("in", source());
        Vertex vertex = Plans.vertex("v", -1);
        engine.tasks("source", 6).tasks("v", -1);
        VertexManager manager = start(DAG.create("oneToOne")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Plans.edge(source, vertex, DataMovementType.ONE_TO_ONE)));
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);

        assertEquals(6, engine.parallelism("v"));
        manager.vertexStarted(List.of());
        manager.sourceTaskCompleted(Plans.attempt(intake.plan().vertices().indexOf(plan("source")), 4));
        assertEquals(List.of(4), engine.scheduled);
    }

    @Test
    void aRootInputShapesItsVertex() throws Exception {
        engine.tasks("v", -1);
        VertexManager manager =
                start(DAG.create("root").addVertex(Plans.vertex("v", -1).addDataSource("in", source())));

        List<Event> events = List.of(
                InputConfigureVertexTasksEvent.create(
                        2,
                        VertexLocationHint.create(List.of(
                                TaskLocationHint.createTaskLocationHint(Set.of("a"), Set.of("/r")),
                                TaskLocationHint.createTaskLocationHint("v0", 5))),
                        InputSpecUpdate.createPerTaskInputSpecUpdate(List.of(3, 4))),
                InputUpdatePayloadEvent.create(ByteBuffer.wrap(new byte[] {9})),
                InputDataInformationEvent.createWithSerializedPayload(0, ByteBuffer.wrap(new byte[] {1})),
                InputDataInformationEvent.createWithSerializedPath(1, "/splits/1"));
        manager.inputInitialized("in", new HostedInitializer.Events(events));

        assertEquals(2, engine.parallelism("v"));
        assertEquals(
                List.of(LocationHint.at(List.of("a"), List.of("/r")), new LocationHint(List.of(), List.of(), "v0", 5)),
                engine.hints);
        assertEquals(
                ByteString.copyFrom(new byte[] {1}),
                engine.inputData.get(0).get(0).getPayload());
        assertEquals("/splits/1", engine.inputData.get(1).get(0).getSerializedPath());
        assertEquals(4, intake.plugins().rootPhysicalInputs(plan("v"), "in", 1));
        VertexTemplate template = VertexTemplate.parseFrom(intake.plugins().template(plan("v")));
        TezEntityDescriptorProto input =
                TezEntityDescriptorProto.parseFrom(template.getInputs(0).getEntity());
        assertEquals(
                ByteString.copyFrom(new byte[] {9}), input.getTezUserPayload().getUserPayload());
        manager.vertexStarted(List.of());
        assertEquals(List.of(0, 1), engine.scheduled);
    }

    @Test
    void twoRootInputsWithDataNeedAManagerOfTheirOwn() throws Exception {
        engine.tasks("v", 1);
        VertexManager manager = start(DAG.create("two")
                .addVertex(Plans.vertex("v", 1).addDataSource("a", source()).addDataSource("b", source())));
        List<Event> piece = List.of(InputDataInformationEvent.createWithSerializedPayload(0, ByteBuffer.allocate(1)));
        manager.inputInitialized("a", new HostedInitializer.Events(piece));

        PluginException failure = assertThrows(
                PluginException.class, () -> manager.inputInitialized("b", new HostedInitializer.Events(piece)));

        assertTrue(failure.getMessage().contains("got a and b"), failure.getMessage());
        manager.vertexStarted(List.of());
        assertTrue(engine.scheduled.isEmpty(), "a manager that has failed hears of nothing more");
    }

    @Test
    void rootInputsStartSlowlyIfTold() throws Exception {
        Vertex source = Plans.vertex("source", 4);
        Vertex vertex = Plans.vertex("v", 8).addDataSource("in", source());
        vertex.setConf(RootInputVertexManager.SLOW_START, "true");
        vertex.setConf(RootInputVertexManager.MAX_FRACTION, "1");
        engine.tasks("source", 4).tasks("v", 8);
        VertexManager manager = start(DAG.create("slow")
                .addVertex(source)
                .addVertex(vertex)
                .addEdge(Plans.edge(source, vertex, DataMovementType.BROADCAST)));

        manager.vertexStarted(List.of(Plans.attempt(0, 0)));
        manager.vertexStateChanged("source", VertexEventKind.CONFIGURED);
        assertTrue(engine.scheduled.isEmpty());
        manager.sourceTaskCompleted(Plans.attempt(0, 0));
        assertTrue(engine.scheduled.isEmpty(), "the same task again");
        manager.sourceTaskCompleted(Plans.attempt(0, 1));
        assertEquals(3, engine.scheduled.size()); // (1/2 - 1/4) / (3/4) of 8
        manager.sourceTaskCompleted(Plans.attempt(0, 2));
        manager.sourceTaskCompleted(Plans.attempt(0, 3));
        assertEquals(8, engine.scheduled.size());
    }

    @Test
    void managersOfTezsOwnMasterAreReplacedByOurs() throws Exception {
        engine.tasks("v", 2);
        VertexManager manager = start(DAG.create("named")
                .addVertex(Plans.vertex("v", 2)
                        .setVertexManagerPlugin(VertexManagerPluginDescriptor.create(
                                        "org.apache.tez.dag.app.dag.impl.ImmediateStartVertexManager")
                                .setUserPayload(UserPayload.create(ByteBuffer.allocate(0))))));

        manager.vertexStarted(List.of());

        assertEquals(List.of(0, 1), engine.scheduled);
        assertFalse(engine.planned);
    }

    @Test
    void anUnknownManagerFailsItsVertexByName() throws Exception {
        engine.tasks("v", 2);
        DAG dag = DAG.create("unknown")
                .addVertex(Plans.vertex("v", 2)
                        .setVertexManagerPlugin(VertexManagerPluginDescriptor.create("com.example.Missing")));

        String message = assertThrows(PluginException.class, () -> start(dag)).getMessage();

        assertTrue(message.contains("com.example.Missing of vertex v"), message);
    }
}
