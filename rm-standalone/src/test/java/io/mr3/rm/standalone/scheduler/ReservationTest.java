package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A large ask among small ones. */
class ReservationTest {
    /** Two nodes filled with small containers of s; l asks for a whole node. */
    private static Scene scene(String... settings) {
        Scene scene = Scene.with(settings)
                .node("n1", 4000, 4)
                .node("n2", 4000, 4)
                .application("s")
                .application("l");
        scene.asks("s", 1, 7, 1000, 1).pass();
        scene.asks("s", 8, 20, 1000, 1).ask("l/1", 4000, 4);
        assertEquals(List.of("s/8"), scene.granted());
        return scene;
    }

    private static List<String> reserved(Scene scene) {
        return scene.scheduler.reservations().stream()
                .map(reservation -> reservation.ask().container().worker() + "@"
                        + reservation.node().name())
                .toList();
    }

    @Test
    void withoutAReservationSmallAsksTakeEachPiece() {
        Scene scene = scene();
        assertEquals(List.of("s/9"), scene.later(9_999).free("s/1").granted());
        assertEquals(List.of(), reserved(scene));
        assertEquals(1, scene.nextPass());
    }

    @Test
    void aNodeIsKeptFreeForAnAskThatHasWaitedLong() {
        Scene scene = scene();
        assertEquals(10_000, scene.nextPass());
        assertEquals(List.of(), scene.later(10_000).pass());
        assertEquals(List.of("1@n1"), reserved(scene));
        // s/1, s/3, s/5, s/7 are on n1
        assertEquals(List.of(), scene.free("s/1", "s/3", "s/5").pass());
        assertEquals(List.of("s/9@n2"), scene.free("s/2").pass());
        assertEquals(List.of("l/1@n1"), scene.free("s/7").pass());
        assertEquals(List.of(), reserved(scene));
    }

    @Test
    void memoryAndCoresAreKeptFreeEach() {
        assertKeptFree(new Resources(4000, 1), new Resources(1000, 0));
        assertKeptFree(new Resources(1000, 4), new Resources(1, 1));
    }

    /** On one node, of which {@code large} needs all that four of {@code small} take. */
    private static void assertKeptFree(Resources large, Resources small) {
        Scene scene = Scene.with().node("n1", 4000, 4).application("s").application("l");
        scene.asks("s", 1, 3, small.memoryMb(), small.cores()).pass();
        scene.ask("l/1", large.memoryMb(), large.cores()).asks("s", 4, 4, small.memoryMb(), small.cores());
        assertEquals(List.of("s/4"), scene.granted());
        scene.later(10_000).pass();
        assertEquals(List.of("1@n1"), reserved(scene));
        scene.free("s/1").asks("s", 5, 5, small.memoryMb(), small.cores());
        assertEquals(List.of(), scene.granted());
    }

    @Test
    void itEndsAfterAMinuteAndOthersGoFirstForAWhile() {
        Scene scene = scene();
        scene.later(10_000).pass();
        scene.free("s/1").pass();
        assertEquals(60_000, scene.nextPass());
        assertEquals(List.of("s/9@n1"), scene.later(60_000).pass());
        assertEquals(List.of(), reserved(scene));
        assertEquals(10_000, scene.nextPass());
        assertEquals(List.of(), scene.later(10_000).pass());
        assertEquals(List.of("1@n1"), reserved(scene));
    }

    @Test
    void thereIsOneForEachApplicationAndATwentiethOfTheNodes() {
        Scene scene = scene().application("m").ask("m/1", 4000, 4).ask("l/2", 4000, 4);
        scene.pass();
        scene.later(10_000).pass();
        assertEquals(List.of("1@n1"), reserved(scene), "of 2 nodes");
        for (int node = 3; node <= 60; node++) {
            scene.node("n" + node, 100, 1);
        }
        scene.pass();
        assertEquals(2, reserved(scene).size(), "one for l and one for m, though 60 nodes allow three");
    }

    @Test
    void whatGoesAwayIsNotReservedAnyMore() {
        Scene withdrawn = scene();
        withdrawn.later(10_000).pass();
        assertEquals(List.of("s/9"), withdrawn.withdraw("l/1").free("s/1").granted());
        Scene closed = scene();
        closed.later(10_000).pass();
        closed.node("n1", "n1", "", 4000, 4, false);
        assertEquals(List.of(), reserved(closed));
        Scene avoided = scene();
        avoided.later(10_000).pass();
        assertEquals(List.of(), reserved(avoided.avoid("l", "n1")));
        Scene gone = scene();
        gone.later(10_000).pass();
        gone.scheduler.nodeGone("n1");
        assertEquals(List.of(), reserved(gone));
        Scene ended = scene();
        ended.later(10_000).pass();
        ended.scheduler.applicationGone("l");
        assertEquals(List.of("s/9"), ended.free("s/1").granted());
    }

    @Test
    void anotherNodeThatComesFreeFirstIsTaken() {
        Scene scene = scene();
        scene.later(10_000).pass();
        assertEquals(List.of("1@n1"), reserved(scene));
        assertEquals(
                List.of("l/1@n3"), scene.avoid("s", "n3").node("n3", 4000, 4).pass());
        assertEquals(List.of(), reserved(scene));
    }

    @Test
    void aQueueThatHasItsShareReservesNothing() {
        Scene scene = Scene.with("queue.a.weight=1", "queue.b.weight=1", "queue.default.capacity=0")
                .node("n1", 4000, 4)
                .node("n2", 4000, 4)
                .application("x", "a", "ann")
                .application("y", "b", "ann");
        scene.adopt("x/90", "n1", 3000, 3).adopt("x/91", "n2", 3000, 3).asks("y", 1, 3, 1000, 1);
        scene.ask("x/1", 3000, 3);
        assertEquals(List.of("y/1", "y/2"), scene.granted());
        scene.later(10_000).pass();
        assertEquals(List.of(), reserved(scene), "a has more than half, and b waits");
        assertEquals(List.of("y/3"), scene.free("x/90").withdraw("x/1").granted());
        scene.asks("y", 4, 9, 1000, 1).ask("x/2", 3000, 3);
        assertEquals(List.of("y/4", "y/5"), scene.granted());
        scene.later(10_000).pass();
        assertEquals(List.of("2@n1"), reserved(scene), "now it has less");
    }

    @Test
    void smallerOnesThatWereGrantedBeforeItCameDoNotPassOver() {
        Scene scene = Scene.with().node("n1", 4000, 4).application("s").application("l");
        scene.ask("s/1", 1000, 1).pass();
        scene.later(1).ask("l/1", 4000, 4).pass();
        scene.later(60_000).pass();
        assertEquals(List.of(), reserved(scene));
        assertEquals(List.of("l/1"), scene.free("s/1").granted());
    }

    @Test
    void aReservationDoesNotLiftTheBoundOfItsQueue() {
        Scene scene =
                Scene.with("queue.small.max-capacity=55").node("n1", 4000, 4).node("n2", 4000, 4);
        scene.application("s").application("l", "small", "ann");
        scene.asks("s", 1, 7, 1000, 1).pass();
        scene.asks("s", 8, 8, 1000, 1).ask("l/1", 4000, 4).pass();
        scene.later(10_000).pass();
        assertEquals(List.of("1@n1"), reserved(scene));
        scene.adopt("l/90", "n3", 2000, 2).free("s/1", "s/3", "s/5", "s/7");
        assertEquals(List.of(), scene.granted());
        scene.free("l/90");
        assertEquals(List.of("l/1"), scene.granted());
    }

    @Test
    void whoIsNotPassedOverNeedsNone() {
        Scene scene = Scene.with()
                .node("n1", 4000, 4)
                .node("n2", 4000, 4)
                .application("a")
                .application("b");
        scene.asks("a", 1, 2, 4000, 4).pass();
        scene.asks("a", 3, 4, 4000, 4).asks("b", 1, 2, 4000, 4).pass();
        scene.later(60_000).pass();
        assertEquals(List.of(), reserved(scene));
        assertEquals(List.of("b/1"), scene.free("a/1").granted());
    }
}
