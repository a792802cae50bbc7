package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.view.QueueView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class SharesTest {
    private static final String NO_CAP = "scheduler.node.launches=1000";

    @Test
    void applicationsShareTheDefaultQueueFairly() {
        Scene scene = Scene.with(NO_CAP).node("n1", 6000, 6).application("a").application("b");
        scene.asks("a", 1, 9, 1000, 1).asks("b", 1, 9, 1000, 1);
        assertEquals(List.of("a/1", "b/1", "a/2", "b/2", "a/3", "b/3"), scene.granted());
        scene.free("a/1", "a/2");
        assertEquals(List.of("a/4", "a/5"), scene.granted());
        scene.free("b/1", "b/2");
        assertEquals(List.of("b/4", "b/5"), scene.granted());
    }

    @Test
    void theLargerOfTheSharesOfMemoryAndOfCoresCounts() {
        Scene scene = Scene.with(NO_CAP).node("n1", 9000, 18).application("a").application("b");
        // the example of the dominant resource: 1 core with 4 GB of 18, 9; 3 cores with 1 GB
        scene.asks("a", 1, 9, 4000, 2).asks("b", 1, 9, 1000, 6);
        assertEquals(List.of("a/1", "b/1", "b/2"), scene.granted());
        assertEquals(new Resources(6000, 14), scene.booked("n1"));
    }

    @Test
    void inAFifoQueueTheFirstApplicationHasAll() {
        Scene scene = Scene.with(NO_CAP, "scheduler.order=fifo").node("n1", 4000, 4);
        scene.application("late-name-but-first").application("a");
        scene.asks("a", 1, 3, 1000, 1).asks("late-name-but-first", 1, 3, 1000, 1);
        assertEquals(
                List.of("late-name-but-first/1", "late-name-but-first/2", "late-name-but-first/3", "a/1"),
                scene.granted());
    }

    @Test
    void aQueueMayHaveAnOrderOfItsOwn() {
        Scene scene = Scene.with(NO_CAP, "queue.line.order=fifo").node("n1", 3000, 3);
        scene.application("a", "line", "ann").application("b", "line", "ann");
        scene.asks("a", 1, 2, 1000, 1).asks("b", 1, 2, 1000, 1);
        assertEquals(List.of("a/1", "a/2", "b/1"), scene.granted());
    }

    @Test
    void withinAnApplicationPriorityThenAgeThenWorkerNumberDecide() {
        Scene scene = Scene.with(NO_CAP).node("n1", 4000, 4).application("a");
        scene.ask("a/9", 1000, 1, 5).later(1);
        scene.ask("a/8", 1000, 1, 1).ask("a/7", 1000, 1, 1).ask("a/6", 1000, 1, 5);
        assertEquals(List.of("a/7", "a/8", "a/9", "a/6"), scene.granted());
    }

    @Test
    void aQueueBelowItsGuaranteeComesFirst() {
        Scene scene = Scene.with(NO_CAP, "queue.prod.capacity=60", "queue.test.capacity=20", "queue.default.capacity=0")
                .node("n1", 10_000, 10);
        scene.application("d", "default", "ann").application("t", "test", "ann").application("p", "prod", "ann");
        scene.asks("d", 1, 10, 1000, 1);
        assertEquals(10, scene.granted().size());
        scene.asks("t", 1, 10, 1000, 1).asks("p", 1, 10, 1000, 1);
        for (int worker = 1; worker <= 10; worker++) {
            scene.free("d/" + worker);
        }
        // both begin at 0 of their guarantee; ties go by name; then by the part of the guarantee that each has
        assertEquals(List.of("p/1", "t/1", "p/2", "p/3", "p/4", "t/2", "p/5", "p/6", "t/3", "t/4"), scene.granted());
    }

    @Test
    void beyondTheirGuaranteesQueuesShareByWeight() {
        Scene scene = Scene.with(NO_CAP, "queue.heavy.weight=3", "queue.light.weight=1", "queue.default.capacity=0")
                .node("n1", 8000, 8);
        scene.application("h", "heavy", "ann").application("l", "light", "ann");
        scene.asks("h", 1, 9, 1000, 1).asks("l", 1, 9, 1000, 1);
        List<String> granted = scene.granted();
        assertEquals(6, granted.stream().filter(name -> name.startsWith("h")).count());
        assertEquals(2, granted.stream().filter(name -> name.startsWith("l")).count());
    }

    @Test
    void thoseInAQueueShareWhatItHas() {
        // without the tree each of the three would have a third of the rest
        Scene scene = Scene.with(
                        NO_CAP,
                        "queue.eng.weight=1",
                        "queue.etl.parent=eng",
                        "queue.etl.capacity=20",
                        "queue.adhoc.parent=eng",
                        "queue.default.capacity=0")
                .node("n1", 10_000, 10);
        scene.application("e", "etl", "ann").application("h", "adhoc", "ann").application("d", "default", "ann");
        scene.asks("e", 1, 10, 1000, 1).asks("h", 1, 10, 1000, 1).asks("d", 1, 10, 1000, 1);
        List<String> granted = scene.granted();
        assertEquals(List.of("e/1", "e/2"), granted.subList(0, 2), "what is guaranteed to etl is to eng, too");
        assertEquals(List.of(2, 3, 5), counts(granted, "e", "h", "d"));
    }

    private static List<Integer> counts(List<String> granted, String... applications) {
        return Stream.of(applications)
                .map(each -> (int) granted.stream()
                        .filter(name -> name.startsWith(each + "/"))
                        .count())
                .toList();
    }

    @Test
    void theLargestShareOfAQueueHoldsForThoseInItTogether() {
        Scene scene = Scene.with(NO_CAP, "queue.eng.max-capacity=30", "queue.etl.parent=eng", "queue.adhoc.parent=eng")
                .node("n1", 10_000, 10);
        scene.application("e", "etl", "ann").application("h", "adhoc", "ann");
        scene.asks("e", 1, 2, 1000, 1).asks("h", 1, 9, 1000, 1);
        assertEquals(List.of(1, 2), counts(scene.granted(), "e", "h"));
        scene.free("h/1");
        assertEquals(1, scene.granted().size());
        assertEquals(
                Optional.of(
                        "expected a worker within 30.0 % of the cluster, of 10000 MB, 10 cores, that an application in"
                                + " queue etl may have, got 4000 MB, 1 cores"),
                scene.scheduler.refusal("e", new Resources(4000, 1)));
        assertEquals(
                List.of(
                        new QueueView("adhoc", "eng", 0, 1, 1, 1, 6, 2000, 2),
                        new QueueView("default", "", 1, 1, 1, 0, 0, 0, 0),
                        new QueueView("eng", "", 0, 0.3, 1, 2, 7, 3000, 3),
                        new QueueView("etl", "eng", 0, 1, 1, 1, 1, 1000, 1)),
                scene.scheduler.queues());
    }

    @Test
    void queuesMoveWithAllThatIsInThem() {
        Scene scene = Scene.with(NO_CAP, "queue.a.weight=1", "queue.b.weight=1").node("n1", 10_000, 10);
        scene.application("x", "a", "ann").application("y", "b", "ann");
        scene.asks("x", 1, 4, 1000, 1).asks("y", 1, 1, 1000, 1).pass();
        scene.reload(
                "queue.a.parent=p",
                "queue.b.parent=p",
                "queue.p.max-capacity=60",
                "queue.p.parent=q",
                "queue.q.weight=1");
        scene.asks("y", 2, 5, 1000, 1);
        assertEquals(List.of("y/2"), scene.granted());
        scene.reload("queue.a.parent=q", "queue.b.weight=1", "queue.q.max-capacity=40");
        assertEquals(List.of("y/3", "y/4", "y/5"), scene.granted(), "b is on its own again");
        scene.asks("x", 5, 5, 1000, 1);
        assertEquals(List.of(), scene.granted());
        scene.free("x/1");
        assertEquals(List.of("x/5"), scene.granted());
        assertEquals(
                "queue a: expected it to stay while applications or workers of it are there, got [b, c, default]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> scene.reload("queue.a.weight=1", "queue.b.weight=1", "queue.c.parent=a"))
                        .getMessage());
        assertEquals(
                "z: expected one of the queues [a, b, default], got q",
                assertThrows(IllegalArgumentException.class, () -> scene.application("z", "q", "ann"))
                        .getMessage());
        assertFalse(scene.scheduler.hasQueue("q"));
    }

    @Test
    void noQueuePassesItsLargestShare() {
        Scene scene = Scene.with(NO_CAP, "queue.small.max-capacity=30").node("n1", 10_000, 10);
        scene.application("s", "small", "ann").application("d");
        scene.asks("s", 1, 9, 1000, 1);
        assertEquals(List.of("s/1", "s/2", "s/3"), scene.granted());
        assertEquals(List.of(), scene.later(60_000).granted());
        scene.free("s/2");
        assertEquals(List.of("s/4"), scene.granted());
        // the share is of what there is now
        scene.node("n2", 10_000, 10);
        assertEquals(List.of("s/5", "s/6", "s/7"), scene.granted());
    }

    @Test
    void noUserPassesItsLargestShareOfAQueue() {
        Scene scene = Scene.with(NO_CAP, "queue.default.user-max=20").node("n1", 10_000, 10);
        scene.application("a", "default", "ann")
                .application("b", "default", "ann")
                .application("c", "default", "bob");
        scene.asks("a", 1, 3, 1000, 1).asks("b", 1, 3, 1000, 1).asks("c", 1, 3, 1000, 1);
        assertEquals(List.of("a/1", "b/1", "c/1", "c/2"), scene.granted());
        scene.free("a/1");
        assertEquals(List.of("a/2"), scene.granted());
    }

    @Test
    void aUserBelowItsGuaranteeComesFirstHoweverManyApplicationsOthersHave() {
        Scene scene = Scene.with(NO_CAP, "queue.default.user-capacity=30").node("n1", 10_000, 10);
        for (String each : List.of("a", "b", "c", "d")) {
            scene.application(each, "default", each.equals("d") ? "bob" : "ann").asks(each, 1, 5, 1000, 1);
        }
        // each has a third by turns of users, then all four share alike
        assertEquals(List.of("a/1", "d/1", "b/1", "d/2", "c/1", "d/3", "a/2", "b/2", "c/2", "a/3"), scene.granted());
        scene.free("d/1", "d/2", "a/1");
        assertEquals(List.of("d/4", "d/5", "a/4"), scene.granted(), "bob lacks something again");
    }

    @Test
    void theFirstOfAFifoQueueWaitsForUsersBelowTheirGuarantee() {
        Scene scene = Scene.with(NO_CAP, "queue.default.order=fifo", "queue.default.user-capacity=25");
        scene.node("n1", 4000, 4)
                .application("a", "default", "ann")
                .application("b", "default", "bob")
                .asks("a", 1, 4, 1000, 1)
                .asks("b", 1, 4, 1000, 1);
        assertEquals(List.of("a/1", "b/1", "a/2", "a/3"), scene.granted());
    }

    @Test
    void applicationsBeyondTheBoundWaitUntilEarlierOnesHaveEnded() {
        Scene scene = Scene.with(NO_CAP, "queue.default.max-applications=1").node("n1", 10_000, 10);
        scene.application("a").application("b");
        scene.asks("b", 1, 2, 1000, 1);
        assertEquals(List.of(), scene.granted());
        scene.asks("a", 1, 1, 1000, 1);
        assertEquals(List.of("a/1"), scene.granted());
        scene.scheduler.applicationGone("a");
        assertEquals(List.of("b/1", "b/2"), scene.granted());
        assertEquals(new Resources(3000, 3), scene.booked("n1"), "what the ended one holds is not free yet");
    }

    @Test
    void applicationsOfOneUserBeyondTheBoundWaitAndThoseOfOthersPass() {
        Scene scene = Scene.with("queue.default.user-max-applications=1", "queue.default.max-applications=2")
                .node("n1", 10_000, 10)
                .application("a", "default", "ann")
                .application("b", "default", "ann")
                .application("c", "default", "cid")
                .application("d", "default", "dora");
        for (String each : List.of("a", "b", "c", "d")) {
            scene.asks(each, 1, 1, 1000, 1);
        }
        assertEquals(List.of("a/1", "c/1"), scene.granted(), "the second of ann's takes nobody's place");
        scene.scheduler.applicationGone("c");
        assertEquals(List.of("d/1"), scene.granted());
        scene.scheduler.applicationGone("a");
        assertEquals(List.of("b/1"), scene.granted());
    }

    @Test
    void sharesAreFilledLikeWater() {
        assertArrayEquals(
                new double[] {0.5, 0.25, 0.25},
                FairShares.divide(1, new double[] {0.5, 0, 0}, new double[] {1, 1, 1}, new double[] {1, 1, 1}),
                1e-9);
        assertArrayEquals(
                new double[] {0.1, 0.3, 0.6},
                FairShares.divide(1, new double[] {0.5, 0, 0}, new double[] {0.1, 1, 1}, new double[] {1, 1, 2}),
                1e-9,
                "what a queue does not want goes to the others by weight");
        assertArrayEquals(
                new double[] {0.2, 0.1},
                FairShares.divide(1, new double[] {0, 0}, new double[] {0.2, 0.1}, new double[] {1, 1}),
                1e-9,
                "nobody gets more than it wants");
    }

    @Test
    void queuesTellWhatTheyHave() {
        Scene scene = Scene.with("queue.prod.capacity=40", "queue.prod.max-capacity=50", "queue.prod.weight=2")
                .node("n1", 10_000, 10);
        scene.application("a", "prod", "ann").asks("a", 1, 6, 1000, 1).pass();
        assertEquals(
                List.of(
                        new QueueView("default", "", 0.6, 1, 1, 0, 0, 0, 0),
                        new QueueView("prod", "", 0.4, 0.5, 2, 1, 1, 5000, 5)),
                scene.scheduler.queues());
    }

    @Test
    void sharesThatAreReadAnewHoldForWhatComesNext() {
        Scene scene = Scene.with("queue.etl.max-capacity=25")
                .node("n1", 8000, 8)
                .application("a", "etl", "ann")
                .application("b", "etl", "bob")
                .asks("a", 1, 9, 1000, 1);
        assertEquals(List.of("a/1", "a/2"), scene.granted());
        scene.reload("queue.etl.max-capacity=50", "queue.new.capacity=10");
        assertEquals(List.of("a/3", "a/4"), scene.granted(), "more, without anything else that has changed");
        scene.reload("queue.etl.max-capacity=25");
        scene.free("a/1");
        assertEquals(List.of(), scene.granted(), "what it has is not taken away");
        scene.free("a/2", "a/3").reload("queue.etl.max-capacity=50", "queue.etl.max-applications=1");
        scene.asks("b", 1, 1, 1000, 1);
        assertEquals(List.of("a/5", "a/6", "a/7"), scene.granted());
        scene.free("a/4").reload("queue.etl.max-capacity=50", "queue.etl.order=fifo");
        assertEquals(List.of("a/8"), scene.granted());
        scene.free("a/5").later(1000).reload("queue.etl.max-capacity=50");
        assertEquals(List.of("b/1"), scene.granted());
    }

    @Test
    void aQueueThatIsUsedDoesNotVanish() {
        Scene scene = Scene.with("queue.etl.capacity=20").node("n1", 8000, 8).application("a", "etl", "ann");
        scene.asks("a", 1, 1, 1000, 1).granted();
        String line = "queue etl: expected it to stay while applications or workers of it are there, got [default, x]";
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    line,
                    assertThrows(IllegalArgumentException.class, () -> scene.reload("queue.x.capacity=1"))
                            .getMessage());
            scene.scheduler.applicationGone("a"); // its worker is still there
        }
        assertEquals(
                List.of("default", "etl"),
                scene.scheduler.queues().stream().map(QueueView::queue).toList());
        scene.free("a/1").reload("queue.x.capacity=1");
        assertEquals(
                List.of("default", "x"),
                scene.scheduler.queues().stream().map(QueueView::queue).toList());
    }
}
