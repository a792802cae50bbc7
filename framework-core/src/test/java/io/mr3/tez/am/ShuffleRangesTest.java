package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.tez.plugin.DagUser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.security.Credentials;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.library.vertexmanager.ShuffleVertexManager.CustomShuffleEdgeManager;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.ShuffleEdgeManagerConfigPayloadProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares each route of {@link ScatterGather} with what Tez's own edge manager of automatic reduction answers. */
class ShuffleRangesTest {
    private static final int SOURCES = 4;

    /** The same, where workers are told how the class is called. */
    public static final class Asked extends DelegatingEdgeManager {
        public Asked(org.apache.tez.dag.api.EdgeManagerPluginContext context) {
            super(new CustomShuffleEdgeManager(context));
        }
    }

    @ParameterizedTest
    @CsvSource({"10,2", "10,3", "7,3", "7,4", "9,8", "6,6", "5,2", "11,5"})
    void ourRangesAreThoseOfTez(int partitions, int range) {
        int tasks = (partitions + range - 1) / range;
        EdgeRouting ours = routing(CustomShuffleEdgeManager.class.getName(), partitions, range, tasks);
        EdgeRouting tez = routing(Asked.class.getName(), partitions, range, tasks);
        assertInstanceOf(ScatterGather.class, ours);
        assertInstanceOf(OnDemandRouting.class, tez);

        for (int task = 0; task < tasks; task++) {
            assertEquals(tez.physicalInputs(task, SOURCES), ours.physicalInputs(task, SOURCES));
            for (int input = 0; input < ours.physicalInputs(task, SOURCES); input++) {
                assertEquals(tez.sourceOf(task, input), ours.sourceOf(task, input));
            }
            for (int source = 0; source < SOURCES; source++) {
                assertEquals(tez.physicalOutputs(source), ours.physicalOutputs(source));
                assertEquals(tez.consumers(source), ours.consumers(source));
                OutputEvent all = event(OutputKind.COMPOSITE, source, 0, partitions);
                assertEquals(routes(tez, all, task), routes(ours, all, task));
                OutputEvent failed = event(OutputKind.FAILED_OUTPUT, source, 0, 1);
                assertEquals(targets(tez, failed, task), targets(ours, failed, task));
                compareSinglePartitions(tez, ours, source, task, partitions);
            }
        }
    }

    /**
     * Where the last range is narrower than the others, Tez numbers the single partitions of one source task in another
     * order than its composite events do; ours keep one order. What must agree is which partitions arrive, and that each
     * takes one input of that source task.
     */
    private static void compareSinglePartitions(
            EdgeRouting tez, EdgeRouting ours, int source, int task, int partitions) {
        List<Integer> tezTargets = new ArrayList<>();
        List<Integer> ourTargets = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            OutputEvent one = event(OutputKind.DATA, source, partition, 1);
            assertEquals(sources(tez, one, task), sources(ours, one, task));
            tezTargets.addAll(targets(tez, one, task));
            ourTargets.addAll(targets(ours, one, task));
        }
        assertEquals(new TreeSet<>(tezTargets), new TreeSet<>(ourTargets));
        assertEquals(tezTargets.size(), new TreeSet<>(ourTargets).size());
    }

    private static EdgeRouting routing(String className, int partitions, int range, int tasks) {
        int rest = partitions % range == 0 ? range : partitions % range;
        EdgeManagerPluginDescriptor manager = EdgeManagerPluginDescriptor.create(className)
                .setUserPayload(UserPayload.create(ByteBuffer.wrap(ShuffleEdgeManagerConfigPayloadProto.newBuilder()
                        .setNumSourceTaskOutputs(partitions)
                        .setNumDestinationTasks(tasks)
                        .setBasePartitionRange(range)
                        .setRemainderRangeForLastShuffler(rest)
                        .build()
                        .toByteArray())));
        EdgeProperty old = Plans.property(DataMovementType.SCATTER_GATHER);
        HostedEdge edge = new HostedEdge(
                "map",
                "reduce",
                null,
                old,
                new DagUser("alice", new Credentials(), ShuffleRangesTest.class.getClassLoader()),
                name -> name.equals("map") ? SOURCES : tasks);
        return edge.replace(
                EdgeProperty.create(
                        manager,
                        old.getDataSourceType(),
                        old.getSchedulingType(),
                        old.getEdgeSource(),
                        old.getEdgeDestination()),
                tasks);
    }

    private static OutputEvent event(OutputKind kind, int source, int index, int count) {
        return OutputEvent.newBuilder()
                .setKind(kind)
                .setSourceTask(source)
                .setIndex(index)
                .setCount(count)
                .build();
    }

    private static List<RoutedOutput> routes(EdgeRouting routing, OutputEvent event, int task) {
        List<RoutedOutput> routes = new ArrayList<>();
        routing.route(event, task, routes::add);
        return routes;
    }

    private static List<Integer> targets(EdgeRouting routing, OutputEvent event, int task) {
        return routes(routing, event, task).stream()
                .map(RoutedOutput::getTargetIndex)
                .toList();
    }

    private static List<Integer> sources(EdgeRouting routing, OutputEvent event, int task) {
        return routes(routing, event, task).stream()
                .map(RoutedOutput::getSourceIndex)
                .toList();
    }
}
