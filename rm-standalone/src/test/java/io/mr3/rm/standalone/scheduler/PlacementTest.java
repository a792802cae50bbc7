package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which node it is. */
class PlacementTest {
    @Test
    void spreadTakesTheNodeThatIsEmptiestAfterwards() {
        Scene scene = Scene.with().node("small", 2000, 4).node("large", 8000, 8).application("a");
        scene.asks("a", 1, 5, 1000, 1);
        assertEquals(List.of("a/1@large", "a/2@large", "a/3@large", "a/4@small", "a/5@large"), scene.pass());
    }

    @Test
    void spreadPrefersHostsWithFewerContainersOfTheApplication() {
        Scene scene = Scene.with().node("n1", "h1", "", 4000, 4, true).node("n2", "h1", "", 4000, 4, true);
        scene.node("n3", "h2", "", 4000, 4, true).application("a").application("b");
        scene.asks("a", 1, 1, 1000, 1);
        assertEquals(List.of("a/1@n1"), scene.pass());
        // n2 and n3 are equally empty, but a has a container on the host of n2
        scene.asks("a", 2, 2, 1000, 1);
        assertEquals(List.of("a/2@n3"), scene.pass());
        scene.asks("b", 1, 1, 1000, 1);
        assertEquals(List.of("b/1@n2"), scene.pass());
    }

    @Test
    void packTakesTheFullestThatFits() {
        Scene scene = Scene.with("scheduler.placement=pack").node("n1", 4000, 4).node("n2", 4000, 4);
        scene.node("n3", 4000, 4).application("a").adopt("a/90", "n2", 2000, 2).adopt("a/91", "n3", 3000, 3);
        scene.asks("a", 1, 1, 2000, 2);
        assertEquals(List.of("a/1@n2"), scene.pass());
        scene.asks("a", 2, 4, 1000, 1);
        assertEquals(List.of("a/2@n3", "a/3@n1", "a/4@n1"), scene.pass());
    }

    @Test
    void nodesThatHaveFailedLatelyComeLast() {
        Scene scene = Scene.with()
                .penalty("n1", 2)
                .node("n1", 4000, 4)
                .penalty("n2", 1)
                .node("n2", 4000, 4);
        scene.node("n3", 1000, 1).application("a").asks("a", 1, 6, 1000, 1);
        assertEquals(List.of("a/1@n3", "a/2@n2", "a/3@n2", "a/4@n2", "a/5@n2", "a/6@n1"), scene.pass());
    }

    @Test
    void aNodeIsGivenOnlySoManyWithinAnInterval() {
        Scene scene = Scene.with("scheduler.node.launches=2", "scheduler.node.launches.interval=100")
                .node("n1", 9000, 9)
                .application("a")
                .asks("a", 1, 5, 1000, 1);
        assertEquals(List.of("a/1", "a/2"), scene.granted());
        assertEquals(100, scene.nextPass());
        assertEquals(List.of(), scene.later(99).granted());
        assertEquals(1, scene.nextPass());
        assertEquals(List.of("a/3", "a/4"), scene.later(1).granted());
        assertEquals(List.of("a/5"), scene.later(100).granted());
        assertEquals(-1, scene.nextPass());
    }

    @Test
    void theBoundOfLaunchesIsNeitherForgottenNorKeptByANodeThatComesBack() {
        Scene scene =
                Scene.with("scheduler.node.launches=1").node("n1", 9000, 9).application("a");
        scene.asks("a", 1, 3, 1000, 1);
        assertEquals(List.of("a/1"), scene.granted());
        scene.node("n1", "n1", "", 9001, 9, true);
        assertEquals(List.of(), scene.granted());
        scene.scheduler.nodeGone("n1");
        scene.node("n1", 9000, 9);
        assertEquals(List.of("a/2"), scene.granted(), "a node that registers again has nothing to start");
    }

    @Test
    void hostsThatAnApplicationAvoidsGetNothingOfIt() {
        Scene scene = Scene.with()
                .node("n1", 4000, 4)
                .node("n2", 4000, 4)
                .application("a")
                .application("b");
        scene.avoid("a", "n1").asks("a", 1, 5, 1000, 1).asks("b", 1, 1, 1000, 1);
        assertEquals(List.of("a/1@n2", "b/1@n1", "a/2@n2", "a/3@n2", "a/4@n2"), scene.pass());
        scene.avoid("a");
        assertEquals(List.of("a/5@n1"), scene.pass());
    }

    @Test
    void anApplicationThatComesBackAvoidsNothing() {
        Scene scene = Scene.with().node("n1", 4000, 4).application("a").asks("a", 1, 1, 1000, 1);
        scene.pass();
        scene.avoid("a", "n1").scheduler.applicationGone("a");
        scene.application("a").asks("a", 2, 2, 1000, 1);
        assertEquals(List.of("a/2@n1"), scene.pass());
    }

    @Test
    void closedNodesGetNothing() {
        Scene scene = Scene.with()
                .node("n1", "n1", "", 4000, 4, false)
                .application("a")
                .asks("a", 1, 2, 1000, 1);
        assertEquals(List.of(), scene.pass());
        scene.node("n1", "n1", "", 4000, 4, true);
        assertEquals(List.of("a/1@n1", "a/2@n1"), scene.pass());
        scene.asks("a", 3, 3, 1000, 1).node("n1", "n1", "", 4000, 4, false);
        assertEquals(List.of(), scene.pass());
    }

    @Test
    void aNodeWithLessRoomThanIsBookedGetsNothingMore() {
        Scene scene = Scene.with().node("n1", 4000, 4).application("a").asks("a", 1, 3, 1000, 1);
        scene.pass();
        scene.node("n1", 2000, 4).asks("a", 4, 4, 100, 1);
        assertEquals(List.of(), scene.pass());
        scene.free("a/1", "a/2");
        assertEquals(List.of("a/4@n1"), scene.pass());
    }

    @Test
    void whatIsBookedStaysSoUntilItIsFreed() {
        Scene scene = Scene.with().node("n1", 2000, 2).application("a").asks("a", 1, 2, 1000, 1);
        scene.pass();
        scene.scheduler.nodeGone("n1");
        assertEquals(new Resources(2000, 2), scene.booked("n1"));
        scene.node("n1", 2000, 2).asks("a", 3, 3, 1000, 1);
        assertEquals(List.of(), scene.pass());
        scene.free("a/1", "a/1");
        assertEquals(new Resources(1000, 1), scene.booked("n1"));
        assertEquals(List.of("a/3@n1"), scene.pass());
    }

    @Test
    void whatExistsIsAdoptedWhereverItIs() {
        Scene scene = Scene.with("queue.prod.max-capacity=50").adopt("a/1", "n1", 3000, 3);
        scene.node("n1", 2000, 2).node("n2", 6000, 6);
        assertEquals(new Resources(3000, 3), scene.booked("n1"), "though it does not fit");
        scene.application("a", "prod", "ann").asks("a", 2, 3, 1000, 1);
        assertEquals(List.of("a/2@n2"), scene.pass(), "and counts in the queue of its application");
        scene.adopt("a/3", "n2", 1000, 1);
        assertEquals(0, scene.scheduler.waiting(), "an ask that turns out to exist is none any more");
        scene.adopt("a/3", "n2", 2000, 2);
        assertEquals(new Resources(3000, 3), scene.booked("n2"), "once, as it was told last");
        scene.free("a/1", "a/2", "a/3");
        assertEquals(0, scene.scheduler.queues().get(1).memoryMb());
    }
}
