package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rm.standalone.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where workers of an application may be at all. */
class ConstraintsTest {
    @Test
    void noTwoWorkersAreOnOneHostHoweverManyAgentsItHas() {
        Scene scene = Scene.with().node("n1", "h1", "", 4000, 4, true).node("n2", "h1", "", 4000, 4, true);
        scene.node("n3", "h2", "", 4000, 4, true).application("a").application("b");
        scene.constrain("a", Spread.HOST).asks("a", 1, 3, 1000, 1).asks("b", 1, 1, 1000, 1);
        assertEquals(List.of("a/1@n1", "b/1@n2", "a/2@n3"), scene.pass());
        assertEquals(List.of(), scene.later(scene.nextPass()).pass(), "time alone changes nothing");
        assertEquals(List.of(), scene.scheduler.reservations());
        assertEquals(List.of("b/2"), scene.asks("b", 2, 2, 1000, 1).granted(), "others are not kept waiting");
        assertEquals(List.of("a/3@n1"), scene.free("a/1").pass());
        assertEquals(
                List.of("a/4@n4"), scene.ask("a/4", 1000, 1).node("n4", 4000, 4).pass());
    }

    @Test
    void aHostWithoutARackIsARackOfItsOwn() {
        Scene scene = Scene.with().node("n1", "h1", "r1", 4000, 4, true).node("n2", "h2", "r1", 4000, 4, true);
        // a rack and a host may have the same name
        scene.node("n3", "h3", "", 4000, 4, true).node("n4", "r1", "", 4000, 4, true);
        scene.application("a").constrain("a", Spread.RACK).asks("a", 1, 4, 1000, 1);
        assertEquals(List.of("a/1@n1", "a/2@n3", "a/3@n4"), scene.pass());
        assertEquals(
                List.of("a/4@n5"), scene.node("n5", "h5", "r2", 4000, 4, true).pass());
    }

    @Test
    void aNodeThatIsGoneCountsAsLongAsSomethingIsBookedThere() {
        Scene scene = Scene.with().node("n1", "h1", "", 4000, 4, true).application("a");
        scene.constrain("a", Spread.HOST).asks("a", 1, 1, 1000, 1).pass();
        scene.scheduler.nodeGone("n1");
        scene.node("n2", "h1", "", 4000, 4, true).asks("a", 2, 2, 1000, 1);
        assertEquals(List.of(), scene.pass());
        assertEquals(List.of("a/2@n2"), scene.free("a/1").pass());
    }

    @Test
    void nothingIsKeptFreeWhereItMayNotBe() {
        Scene scene = Scene.with().node("n1", 4000, 4).application("s").application("l");
        scene.adopt("l/90", "n1", 1000, 1).constrain("l", Spread.HOST).ask("l/1", 3000, 3);
        scene.asks("s", 1, 3, 1000, 1).pass();
        scene.later(10_000).free("s/1").asks("s", 4, 4, 1000, 1);
        assertEquals(List.of("s/4"), scene.granted());
        scene.later(10_000).pass();
        assertEquals(List.of(), scene.scheduler.reservations());
    }

    @Test
    void whatIsKeptFreeIsFreeAgainOnceItsApplicationIsThereAlready() {
        Scene scene = Scene.with().node("n1", "h1", "", 4000, 4, true).node("n2", "h1", "", 500, 1, true);
        scene.application("s").application("l").constrain("l", Spread.HOST).adopt("x/1", "n2", 500, 1);
        // l has more than s, so it is looked at later
        scene.node("n3", 9000, 9).adopt("l/90", "n3", 9000, 9);
        scene.asks("s", 1, 3, 1000, 1).pass();
        scene.ask("l/1", 4000, 4).asks("s", 4, 4, 1000, 1).pass();
        scene.later(10_000).pass();
        assertEquals(1, scene.scheduler.reservations().size());
        // n1 alone has room for s/5, but it is kept free; then l/2 gets the other node of that host
        scene.free("s/1").asks("s", 5, 5, 1000, 1);
        assertEquals(List.of(), scene.pass());
        assertEquals(
                List.of("l/2@n2", "s/5@n1"),
                scene.free("x/1").ask("l/2", 500, 1, -1).pass());
        assertEquals(List.of(), scene.scheduler.reservations());
    }

    @Test
    void allLabelsAreNeeded() {
        Scene scene = Scene.with().labels("n2", Map.of("gpu", "")).labels("n3", Map.of("gpu", "", "disk", "ssd"));
        scene.node("n1", 9000, 9)
                .node("n2", 9000, 9)
                .node("n3", 2000, 2)
                .application("a")
                .application("b");
        scene.constrain("a", Spread.NONE, "gpu", "disk=ssd").asks("a", 1, 3, 1000, 1);
        assertEquals(List.of("a/1@n3", "a/2@n3"), scene.pass());
        assertEquals(List.of("b/1@n1"), scene.asks("b", 1, 1, 1000, 1).pass(), "others do not wait behind it");
        assertEquals(List.of("a/3@n3"), scene.free("a/2").pass());
    }

    @Test
    void noPreferredHostWithoutTheLabelsIsWaitedFor() {
        Scene scene =
                Scene.with().labels("n2", Map.of("gpu", "")).node("n1", 4000, 4).node("n2", 4000, 4);
        scene.application("a").constrain("a", Spread.NONE, "gpu").ask("a/1", 1000, 1, "n1");
        assertEquals(List.of("a/1@n2"), scene.pass());
    }
}
