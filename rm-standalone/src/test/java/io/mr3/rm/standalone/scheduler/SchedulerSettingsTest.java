package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerSettingsTest {
    private static List<String> names(SchedulerSettings settings) {
        return settings.queues().stream().map(QueueSettings::name).toList();
    }

    @Test
    void withoutSettingsThereIsOneQueueThatHasAll() {
        SchedulerSettings settings = Scene.settings();
        assertEquals(
                List.of(new QueueSettings("default", "", 1, 1, 1, 1000, 1000, 0, 1, QueueOrder.FAIR)),
                settings.queues());
        assertEquals(PlacementPolicy.SPREAD, settings.placement());
        assertEquals(8, settings.nodeLaunches());
    }

    @Test
    void whoeverSetsAKeyOfAQueueDeclaresIt() {
        SchedulerSettings settings = Scene.settings(
                "queue.a.weight=2", "queue.B-1.order=fifo", "queue.a.capacity=12.5", "queue.max-capacity=80");
        assertEquals(List.of("B-1", "a", "default"), names(settings));
        assertEquals(
                List.of(
                        new QueueSettings("B-1", "", 0, 0.8, 1, 1000, 1000, 0, 1, QueueOrder.FIFO),
                        new QueueSettings("a", "", 0.125, 0.8, 2, 1000, 1000, 0, 1, QueueOrder.FAIR),
                        new QueueSettings("default", "", 0.8, 0.8, 1, 1000, 1000, 0, 1, QueueOrder.FAIR)),
                settings.queues(),
                "default has what is left, as far as it may");
    }

    @Test
    void thirdsAreNotMoreThanTheWhole() {
        assertEquals(
                List.of("a", "b", "default"),
                names(Scene.settings(
                        "queue.a.capacity=33.333333",
                        "queue.b.capacity=33.333333",
                        "queue.default.capacity=33.333334")));
    }

    private static String refused(String... settings) {
        return assertThrows(IllegalArgumentException.class, () -> Scene.settings(settings))
                .getMessage();
    }

    @Test
    void queuesThatContradictEachOtherAreRefusedInOneLine() {
        assertEquals(
                "mr3.standalone.queue.<name>.capacity: expected at most 100.0 percent for all queues together, got 120.0"
                        + " (a=70.0, b=50.0, default=0.0)",
                refused("queue.a.capacity=70", "queue.b.capacity=50"));
        assertEquals(
                "mr3.standalone.queue.a.capacity: expected at most mr3.standalone.queue.a.max-capacity, 40.0 percent, got"
                        + " 50.0",
                refused("queue.a.capacity=50", "queue.a.max-capacity=40"));
        assertEquals(
                "mr3.standalone.queue.a.user-capacity: expected at most mr3.standalone.queue.a.user-max, 20.0 percent, got"
                        + " 30.0",
                refused("queue.a.user-capacity=30", "queue.a.user-max=20"));
    }

    @Test
    void queuesAreInQueues() {
        assertEquals(
                List.of(
                        new QueueSettings("adhoc", "eng", 0.2, 1, 1, 1000, 1000, 0, 1, QueueOrder.FAIR),
                        new QueueSettings("default", "rest", 0, 1, 1, 1000, 1000, 0, 1, QueueOrder.FAIR),
                        new QueueSettings("eng", "", 0.5, 0.8, 3, 1000, 1000, 0, 1, QueueOrder.FAIR),
                        new QueueSettings("etl", "eng", 0.3, 1, 1, 1000, 1000, 0, 1, QueueOrder.FAIR),
                        new QueueSettings("rest", "", 0, 1, 2, 1000, 1000, 0, 1, QueueOrder.FAIR)),
                Scene.settings(
                                "queue.eng.max-capacity=80",
                                "queue.eng.weight=3",
                                "queue.etl.parent=eng",
                                "queue.etl.capacity=30",
                                "queue.adhoc.parent=eng",
                                "queue.adhoc.capacity=20",
                                "queue.rest.weight=2",
                                "queue.default.parent=rest")
                        .queues());
        assertEquals(
                0.5,
                Scene.settings("queue.x.parent=y", "queue.x.capacity=50", "queue.y.weight=1").queues().stream()
                        .filter(queue -> queue.name().equals("default"))
                        .findFirst()
                        .orElseThrow()
                        .guaranteed(),
                "the default queue has what those beside it leave");
    }

    @Test
    void treesThatAreNoneAreRefusedInOneLine() {
        assertEquals(
                "mr3.standalone.queue.a.parent: expected one of the queues [b], got 'c'",
                refused("queue.a.parent=c", "queue.b.weight=1"));
        assertEquals(
                "mr3.standalone.queue.a.parent: expected one of the queues [], got 'default'",
                refused("queue.a.parent=default"));
        assertEquals(
                "mr3.standalone.queue.a.parent: expected a queue that is not in this one, got 'b'",
                refused("queue.a.parent=b", "queue.b.parent=a"));
        assertEquals(
                "mr3.standalone.queue.a.parent: expected a queue that is not in this one, got 'a'",
                refused("queue.a.parent=a"));
        assertEquals(
                "mr3.standalone.queue.<name>.capacity: expected at most 30.0 percent for those in b together, got 40.0"
                        + " (a=40.0)",
                refused("queue.a.parent=b", "queue.a.capacity=40", "queue.b.capacity=30"));
    }

    @Test
    void timesThatNobodyWaitsAreRefused() {
        assertEquals(
                "scheduler: expected times of 0 to 31536000000 ms, got 9223372036854775807 ms",
                refused("scheduler.reserve.after=9223372036854775807"));
    }

    @Test
    void badValuesAreRefusedByTheirKeys() {
        for (String bad : List.of(
                "queue.a.capacity=101",
                "queue.a.max-capacity=0",
                "queue.a.weight=0",
                "queue.a.max-applications=0",
                "queue.a.user-max-applications=0",
                "queue.a.user-max=0",
                "queue.a.user-capacity=-1",
                "queue.a.order=random",
                "queue.a.b.weight=1",
                "scheduler.placement=best",
                "scheduler.node.launches=0",
                "scheduler.locality.node=-1")) {
            String message = assertThrows(ConfigException.class, () -> Scene.settings(bad))
                    .getMessage();
            assertEquals(1, message.lines().count(), message);
        }
    }

    @Test
    void recordsCheckThemselves() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new QueueSettings("a", "", 0.5, 0.4, 1, 1, 1, 0, 1, QueueOrder.FAIR));
        assertThrows(
                IllegalArgumentException.class, () -> new QueueSettings("a", "", 0, 1, 0, 1, 1, 0, 1, QueueOrder.FAIR));
        SchedulerSettings good = Scene.settings();
        assertThrows(
                IllegalArgumentException.class,
                () -> new SchedulerSettings(
                        List.of(QueueSettings.everything("other", 0, QueueOrder.FAIR)),
                        good.placement(),
                        1,
                        good.launchInterval(),
                        good.nodeWait(),
                        good.rackWait(),
                        good.reserveAfter(),
                        good.reserveFor()));
    }
}
