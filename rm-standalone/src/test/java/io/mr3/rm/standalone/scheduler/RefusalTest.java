package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.Spread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What can never be granted, and calls that make no sense. */
class RefusalTest {
    @Test
    void anAskLargerThanAnyNodeNamesTheLargest() {
        Scene scene = Scene.with().node("n1", 4000, 8).node("n2", 8000, 2).application("a");
        scene.node("n3", "n3", "", 64_000, 64, false);
        assertEquals(new Resources(8000, 2), scene.scheduler.largest());
        assertEquals(
                Optional.of("expected a worker that fits on a node, of which the largest has 8000 MB, 2 cores,"
                        + " got 8001 MB, 1 cores"),
                scene.scheduler.refusal("a", new Resources(8001, 1)));
        assertEquals(
                Optional.of("expected a worker that fits on a node, of which the largest has 8000 MB, 2 cores,"
                        + " got 5000 MB, 4 cores"),
                scene.scheduler.refusal("a", new Resources(5000, 4)));
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", new Resources(4000, 8)));
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", new Resources(8000, 2)));
    }

    @Test
    void anAskLargerThanItsQueueMayHaveNamesTheShare() {
        Scene scene =
                Scene.with("queue.small.max-capacity=25").node("n1", 4000, 4).application("a", "small", "ann");
        assertEquals(
                Optional.of(
                        "expected a worker within 25.0 % of the cluster, of 4000 MB, 4 cores, that an application in"
                                + " queue small may have, got 1001 MB, 1 cores"),
                scene.scheduler.refusal("a", new Resources(1001, 1)));
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", new Resources(1000, 1)));
        assertEquals(Optional.empty(), scene.scheduler.refusal("unknown", new Resources(1001, 1)));
    }

    @Test
    void labelsThatNoNodeHasAreNamed() {
        Resources small = new Resources(1000, 1);
        Scene scene = Scene.with().labels("n1", Map.of("gpu", "")).labels("n2", Map.of("disk", "ssd"));
        scene.node("n1", 4000, 4).node("n2", 8000, 8).application("a").constrain("a", Spread.NONE, "gpu", "disk=ssd");
        assertEquals(
                Optional.of("expected a node with the labels [gpu, disk=ssd], found none among 2 nodes"),
                scene.scheduler.refusal("a", small));
        scene.labels("n3", Map.of("gpu", "", "disk", "hdd")).node("n3", 4000, 4);
        assertTrue(scene.scheduler.refusal("a", small).isPresent(), "another value");
        scene.labels("n4", Map.of("gpu", "", "disk", "ssd")).node("n4", 2000, 2);
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", small));
        assertEquals(
                Optional.of(
                        "expected a worker that fits on a node with the labels [gpu, disk=ssd], of which the largest"
                                + " has 2000 MB, 2 cores, got 3000 MB, 1 cores"),
                scene.scheduler.refusal("a", new Resources(3000, 1)));
        scene.node("n4", "n4", "", 2000, 2, false);
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", small), "it may be open again");
    }

    @Test
    void withoutNodesNothingIsRefused() {
        Scene scene = Scene.with().application("a");
        assertEquals(new Resources(0, 0), scene.scheduler.largest());
        assertEquals(Optional.empty(), scene.scheduler.refusal("a", new Resources(1, 1)));
        scene.asks("a", 1, 1, 1, 1);
        assertEquals(0, scene.pass().size());
        assertEquals(-1, scene.nextPass());
    }

    @Test
    void whatMakesNoSenseIsSaidInOneLine() {
        Scene scene = Scene.with().node("n1", 4000, 4);
        assertEquals(
                "a: expected one of the queues [default], got prod",
                assertThrows(IllegalArgumentException.class, () -> scene.application("a", "prod", "ann"))
                        .getMessage());
        assertEquals(
                "b: expected an application that is known",
                assertThrows(IllegalArgumentException.class, () -> scene.ask("b/1", 1, 1))
                        .getMessage());
        scene.application("c").ask("c/1", 1, 1).pass();
        assertEquals(
                "c_worker-1: expected a container that has no node yet",
                assertThrows(IllegalArgumentException.class, () -> scene.ask("c/1", 1, 1))
                        .getMessage());
    }

    @Test
    void anAskIsWithdrawnOrReplacedWhileItWaits() {
        Scene scene = Scene.with()
                .application("a")
                .ask("a/1", 1000, 1)
                .ask("a/2", 1000, 1)
                .ask("a/2", 2000, 1);
        assertEquals(2, scene.scheduler.waiting());
        scene.withdraw("a/1").withdraw("a/7").node("n1", 4000, 4);
        assertEquals(List.of("a/2@n1"), scene.pass());
        assertEquals(new Resources(2000, 1), scene.booked("n1"));
    }
}
