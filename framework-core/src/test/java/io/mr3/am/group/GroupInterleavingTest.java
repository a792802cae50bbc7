package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.rm.LaunchSpec;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Groups, broker, workers and DAGs together, with everything going wrong that may, in many orders. */
class GroupInterleavingTest {
    private static final LaunchSpec SPEC =
            new LaunchSpec(List.of("java"), Map.of(), Map.of(), new Resources(1, 1), List.of());

    @Test
    void everyDagEndsAndNothingIsLeft() {
        Seeds.each(800, GroupInterleavingTest::run);
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        VirtualMailboxes world = new VirtualMailboxes(seed);
        WorkerService service = new WorkerService();
        int slots = 1 + random.nextInt(3);
        SimulatedCluster[] cluster = new SimulatedCluster[1];
        ContainerBroker broker = new ContainerBroker(
                world,
                mailbox -> cluster[0] = new SimulatedCluster(world, mailbox, service, random, slots),
                service,
                new BrokerSettings(Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(8), 6),
                fatal -> {
                    throw new AssertionError(fatal);
                });
        RecordedWorkers history = new RecordedWorkers();
        ContainerGroup group =
                new ContainerGroup(GroupFixture.spec(slots, 0, 1 + random.nextInt(3)), world, broker, history);
        broker.add(group, worker -> SPEC);
        broker.start();
        group.start();
        List<SimulatedDag> dags = IntStream.rangeClosed(1, 1 + random.nextInt(4))
                .mapToObj(i -> new SimulatedDag(world, GroupFixture.dag(i), group, random, 1 + random.nextInt(slots)))
                .toList();
        for (SimulatedDag dag : dags) {
            dag.start();
            world.advance(Duration.ofMillis(random.nextInt(3000)));
        }
        if (random.nextInt(3) == 0) {
            dags.get(random.nextInt(dags.size())).kill();
        }
        world.advance(Duration.ofSeconds(random.nextInt(60)));
        cluster[0].makePeace();
        world.advance(Duration.ofMinutes(5));
        for (SimulatedDag dag : dags) {
            assertTrue(dag.isOver(), () -> dag + " has not ended: " + group.status());
        }
        assertEquals(0, group.status().busySlots());
        assertEquals(0, group.status().waiting());
        world.advance(Duration.ofMinutes(6));
        assertEquals(List.of(), group.status().workers());
        assertEquals(0, cluster[0].containers());
        assertEquals(Set.of(), history.present());
    }
}
