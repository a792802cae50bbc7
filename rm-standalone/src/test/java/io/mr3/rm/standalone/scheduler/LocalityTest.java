package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Preferred places, and how long they are waited for. */
class LocalityTest {
    /** Two racks of two nodes with room for one container each; h1 is full. */
    private static Scene scene(String... settings) {
        Scene scene = Scene.with(settings).node("n1", "h1", "r1", 1000, 1, true);
        scene.node("n2", "h2", "r1", 1000, 1, true).node("n3", "h3", "r2", 1000, 1, true);
        return scene.node("n4", "h4", "r2", 1000, 1, true).application("a").adopt("a/99", "n1", 1000, 1);
    }

    @Test
    void preferredHostsComeFirstInTheirOrder() {
        Scene scene = scene().ask("a/1", 1000, 1, "h4", "h3");
        assertEquals(List.of("a/1@n4"), scene.pass());
    }

    @Test
    void anAskWaitsForItsHostThenForItsRackThenGoesAnywhere() {
        Scene scene = scene().adopt("a/98", "n2", 1000, 1).ask("a/1", 1000, 1, "h1");
        assertEquals(List.of(), scene.pass());
        assertEquals(500, scene.nextPass());
        assertEquals(List.of(), scene.later(499).pass());
        assertEquals(List.of(), scene.later(1).pass());
        assertEquals(500, scene.nextPass());
        assertEquals(List.of(), scene.later(499).pass());
        assertEquals(List.of("a/1@n3"), scene.later(1).pass());
        assertEquals(-1, scene.nextPass());
    }

    @Test
    void theRackOfAPreferredHostIsPreferred() {
        Scene scene = scene().ask("a/1", 1000, 1, "h1");
        assertEquals(List.of(), scene.pass());
        assertEquals(List.of("a/1@n2"), scene.later(500).pass());
    }

    @Test
    void aNamedRackIsWaitedForAlone() {
        Scene scene =
                scene().adopt("a/98", "n2", 1000, 1).ask("a/1", 1000, 1, "r1").ask("a/2", 1000, 1, "r2");
        assertEquals(List.of("a/2@n3"), scene.pass());
        assertEquals(500, scene.nextPass());
        assertEquals(List.of("a/1@n4"), scene.later(500).pass());
    }

    @Test
    void aHostThatComesFreeInTimeIsTaken() {
        Scene scene = scene().ask("a/1", 1000, 1, "h1");
        assertEquals(List.of(), scene.pass());
        assertEquals(List.of("a/1@n1"), scene.later(300).free("a/99").pass());
    }

    @Test
    void whatCanNeverHaveItIsNotWaitedFor() {
        assertEquals(1, scene().ask("a/1", 1000, 1, "nowhere").pass().size(), "no such host");
        Scene closed = scene().node("n1", "h1", "", 1000, 1, false).ask("a/1", 1000, 1, "h1");
        assertEquals(1, closed.pass().size(), "closed");
        Scene small = scene().node("n5", "h5", "", 9000, 9, true).ask("a/1", 2000, 1, "h1");
        assertEquals(List.of("a/1@n5"), small.pass(), "too small, and so is its rack");
        Scene avoided = scene().avoid("a", "h1").ask("a/1", 1000, 1, "h1");
        assertEquals(1, avoided.pass().size(), "avoided");
    }

    @Test
    void whoWaitsForAPlaceKeepsNobodyElseWaiting() {
        Scene scene = scene().application("b").ask("a/1", 1000, 1, 0, "h1").ask("a/2", 1000, 1, 9);
        scene.ask("b/1", 1000, 1);
        assertEquals(List.of("b/1@n2", "a/2@n3"), scene.pass());
    }

    @Test
    void eachAskWaitsForItself() {
        Scene scene = scene().ask("a/1", 1000, 1, "h1").later(400).ask("a/2", 1000, 1, "h1");
        assertEquals(List.of(), scene.pass());
        assertEquals(List.of("a/1@n2"), scene.later(100).pass());
        assertEquals(400, scene.nextPass());
        assertEquals(List.of(), scene.later(400).pass(), "its rack is full by now");
        assertEquals(List.of("a/2@n3"), scene.later(500).pass());
    }

    @Test
    void anOlderAskThatComesLateHasWaitedForItself() {
        Scene scene = scene().later(600).ask("a/2", 1000, 1, "h1");
        assertEquals(List.of(), scene.pass());
        scene.scheduler.ask(new Ask(Scene.id("a/1"), "group", new Resources(1000, 1), List.of("h1"), 0, 0));
        assertEquals(List.of("a/1@n2"), scene.pass());
    }

    @Test
    void thereMayBeNoWaitAtAll() {
        Scene scene =
                scene("scheduler.locality.node=0", "scheduler.locality.rack=0").ask("a/1", 1000, 1, "h1");
        assertEquals(List.of("a/1@n2"), scene.pass());
    }
}
