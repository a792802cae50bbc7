package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.rpc.proto.VertexManagerEvent;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DataSourceDescriptor;
import org.apache.tez.dag.api.Edge;
import org.apache.tez.dag.api.EdgeManagerPlugin;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.dag.library.vertexmanager.ShuffleVertexManager;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputInitializer;
import org.apache.tez.runtime.api.InputInitializerContext;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputInitializerEvent;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductConfig;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductEdgeManager;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductVertexManager;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.VertexManagerEventPayloadProto;
import org.junit.jupiter.api.Test;

/** Tez DAGs with Tez's own plug-ins run to their ends in the engine, and each output is read where it belongs. */
class TezDagsRunTest {
    /** As many splits as its payload says. */
    public static final class Splits extends InputInitializer {
        public Splits(InputInitializerContext context) {
            super(context);
        }

        @Override
        public List<Event> initialize() {
            int count = getContext().getUserPayload().getPayload().get(0);
            List<Event> events = new ArrayList<>();
            events.add(InputConfigureVertexTasksEvent.create(count, null, null));
            for (int i = 0; i < count; i++) {
                events.add(InputDataInformationEvent.createWithSerializedPayload(
                        i, ByteBuffer.wrap(new byte[] {(byte) i})));
            }
            return events;
        }

        @Override
        public void handleInputInitializerEvent(List<InputInitializerEvent> events) {}
    }

    /** Sends partition p to the task that comes p-th from the end; of the older kind. */
    public static final class Backwards extends EdgeManagerPlugin {
        public Backwards(EdgeManagerPluginContext context) {
            super(context);
        }

        @Override
        public void initialize() {}

        private int tasks() {
            return getContext().getDestinationVertexNumTasks();
        }

        @Override
        public int getNumDestinationTaskPhysicalInputs(int task) {
            return getContext().getSourceVertexNumTasks();
        }

        @Override
        public int getNumSourceTaskPhysicalOutputs(int task) {
            return tasks();
        }

        @Override
        public void routeDataMovementEventToDestination(
                DataMovementEvent event, int source, int output, Map<Integer, List<Integer>> inputs) {
            inputs.put(tasks() - 1 - output, List.of(source));
        }

        @Override
        public void routeInputSourceTaskFailedEventToDestination(int source, Map<Integer, List<Integer>> inputs) {
            for (int task = 0; task < tasks(); task++) {
                inputs.put(task, List.of(source));
            }
        }

        @Override
        public int getNumDestinationConsumerTasks(int source) {
            return tasks();
        }

        @Override
        public int routeInputErrorEventToSource(InputReadErrorEvent event, int task, int input) {
            return input;
        }
    }

    /** Tells each reader's manager how much it has written. */
    private static TaskScript writing(String reader, long bytes) {
        return new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                if (attempt.description().getOutEdgesList().stream()
                        .anyMatch(edge -> edge.getDestinationVertex().equals(reader))) {
                    attempt.say(TaskEvent.newBuilder()
                            .setVertexManager(VertexManagerEvent.newBuilder()
                                    .setTargetVertex(reader)
                                    .setPayload(VertexManagerEventPayloadProto.newBuilder()
                                            .setOutputSize(bytes)
                                            .setNumRecord(1)
                                            .build()
                                            .toByteString()))
                            .build());
                }
                attempt.succeed();
            }
        };
    }

    private static Vertex root(String name, int splits) {
        return Plans.vertex(name, -1)
                .addDataSource(
                        "in",
                        DataSourceDescriptor.create(
                                InputDescriptor.create("Input"),
                                InputInitializerDescriptor.create(Splits.class.getName())
                                        .setUserPayload(
                                                UserPayload.create(ByteBuffer.wrap(new byte[] {(byte) splits}))),
                                null));
    }

    private static void assertReadOnce(int sources, int partitions, List<Read> reads) {
        Set<Read> expected = new HashSet<>();
        for (int source = 0; source < sources; source++) {
            for (int partition = 0; partition < partitions; partition++) {
                expected.add(new Read(source, 0, partition));
            }
        }
        assertEquals(expected, new HashSet<>(reads));
        assertEquals(expected.size(), reads.size());
    }

    private interface Scenario {
        void run(long seed) throws Exception;
    }

    private static void each(int seeds, Scenario scenario) {
        Seeds.each(seeds, seed -> {
            try {
                scenario.run(seed);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void splitsAreShuffledToFewerReducersThanPlanned() {
        each(30, seed -> {
            Vertex map = root("map", 6);
            Vertex reduce = Plans.vertex("reduce", 11)
                    .setVertexManagerPlugin(ShuffleVertexManager.createConfigBuilder(new Configuration(false))
                            .setAutoReduceParallelism(true)
                            .setDesiredTaskInputSize(1000)
                            .build());
            Vertex last = Plans.vertex("last", 1);
            TezDagTrial trial = new TezDagTrial(
                            seed,
                            DAG.create("reduction")
                                    .addVertex(map)
                                    .addVertex(reduce)
                                    .addVertex(last)
                                    .addEdge(Plans.edge(map, reduce, DataMovementType.SCATTER_GATHER))
                                    .addEdge(Plans.edge(reduce, last, DataMovementType.SCATTER_GATHER)),
                            writing("reduce", 500))
                    .finish(DagStateProto.DAG_SUCCEEDED);

            assertEquals(6, trial.vertex("map").getTotal());
            assertEquals(4, trial.vertex("reduce").getTotal(), "3000 bytes: 3 tasks, so ranges of 11 / 3 partitions");
            assertReadOnce(6, 11, trial.reads("map", "reduce"));
            assertReadOnce(4, 1, trial.reads("reduce", "last"));
            trial.attempts("map").forEach(attempt -> {
                List<RoutedEvent> given = attempt.given();
                assertEquals(1, given.size());
                assertEquals(
                        attempt.task(), given.get(0).getInputData().getPayload().byteAt(0));
            });
        });
    }

    @Test
    void oneToOneFollowsAnInitializer() {
        each(20, seed -> {
            Vertex source = root("source", 5);
            Vertex follower = Plans.vertex("follower", -1);
            TezDagTrial trial = new TezDagTrial(
                            seed,
                            DAG.create("one to one")
                                    .addVertex(source)
                                    .addVertex(follower)
                                    .addEdge(Plans.edge(source, follower, DataMovementType.ONE_TO_ONE)),
                            TaskScript.SUCCEED)
                    .finish(DagStateProto.DAG_SUCCEEDED);

            assertEquals(5, trial.vertex("follower").getTotal());
            assertReadOnce(5, 1, trial.reads("source", "follower"));
        });
    }

    @Test
    void anOlderEdgeManagerRoutesEachPartition() {
        each(20, seed -> {
            EdgeProperty plain = Plans.property(DataMovementType.BROADCAST);
            Vertex source = Plans.vertex("source", 4);
            Vertex reader = Plans.vertex("reader", 3);
            TezDagTrial trial = new TezDagTrial(
                            seed,
                            DAG.create("backwards")
                                    .addVertex(source)
                                    .addVertex(reader)
                                    .addEdge(Edge.create(
                                            source,
                                            reader,
                                            EdgeProperty.create(
                                                    EdgeManagerPluginDescriptor.create(Backwards.class.getName()),
                                                    plain.getDataSourceType(),
                                                    plain.getSchedulingType(),
                                                    plain.getEdgeSource(),
                                                    plain.getEdgeDestination()))),
                            TaskScript.SUCCEED)
                    .finish(DagStateProto.DAG_SUCCEEDED);

            assertReadOnce(4, 3, trial.reads("source", "reader"));
            trial.attempts("reader")
                    .forEach(attempt -> attempt.inputs().values().forEach(edge -> edge.values()
                            .forEach(read -> assertEquals(2 - attempt.task(), read.partition()))));
        });
    }

    @Test
    void aCartesianProductMeetsEachPair() {
        each(20, seed -> {
            CartesianProductConfig product = new CartesianProductConfig(List.of("left", "right"));
            UserPayload payload = product.toUserPayload(new org.apache.tez.dag.api.TezConfiguration(false));
            EdgeProperty plain = Plans.property(DataMovementType.BROADCAST);
            EdgeProperty custom = EdgeProperty.create(
                    EdgeManagerPluginDescriptor.create(CartesianProductEdgeManager.class.getName())
                            .setUserPayload(payload),
                    plain.getDataSourceType(),
                    plain.getSchedulingType(),
                    plain.getEdgeSource(),
                    plain.getEdgeDestination());
            Vertex left = Plans.vertex("left", 2);
            Vertex right = Plans.vertex("right", 3);
            Vertex pairs = Plans.vertex("pairs", -1)
                    .setVertexManagerPlugin(
                            VertexManagerPluginDescriptor.create(CartesianProductVertexManager.class.getName())
                                    .setUserPayload(payload));
            pairs.setConf("tez.cartesian-product.max-parallelism", "6");
            TezDagTrial trial = new TezDagTrial(
                            seed,
                            DAG.create("product")
                                    .addVertex(left)
                                    .addVertex(right)
                                    .addVertex(pairs)
                                    .addEdge(Edge.create(left, pairs, custom))
                                    .addEdge(Edge.create(right, pairs, custom)),
                            writing("pairs", 1))
                    .finish(DagStateProto.DAG_SUCCEEDED);

            Set<List<Integer>> met = new HashSet<>();
            trial.attempts("pairs").forEach(attempt -> {
                List<Map<Integer, Read>> edges = List.copyOf(attempt.inputs().values());
                edges.get(0).values().forEach(a -> edges.get(1)
                        .values()
                        .forEach(b -> met.add(List.of(a.sourceTask(), b.sourceTask()))));
            });
            assertEquals(6, met.size());
        });
    }

    @Test
    void aManagerThatThrowsFailsTheDagWithItsReason() {
        each(5, seed -> {
            TezDagTrial trial = new TezDagTrial(
                            seed,
                            DAG.create("twice")
                                    .addVertex(root("v", 2)
                                            .addDataSource(
                                                    "other",
                                                    DataSourceDescriptor.create(
                                                            InputDescriptor.create("Input"),
                                                            InputInitializerDescriptor.create(Splits.class.getName())
                                                                    .setUserPayload(UserPayload.create(
                                                                            ByteBuffer.wrap(new byte[] {3}))),
                                                            null))),
                            TaskScript.SUCCEED)
                    .finish(DagStateProto.DAG_FAILED);

            String all = String.join("\n", trial.diagnostics());
            assertTrue(all.contains("RootInputVertexManager of vertex v"), all);
            assertTrue(all.contains("expected vertex v with an open number of tasks"), all);
        });
    }
}
