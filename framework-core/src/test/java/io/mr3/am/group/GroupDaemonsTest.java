package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonSpec;
import io.mr3.rpc.proto.DaemonReport;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.Report;
import io.mr3.testkit.RecordedDaemon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a group does for its daemons, with workers in the hands of the test. */
class GroupDaemonsTest {
    private final RecordedDaemon.World daemon = RecordedDaemon.world("lookup");
    private final GroupFixture at = new GroupFixture(GroupFixture.spec(2, 0, 4), daemon.spec());

    /** Connected and introduced to the daemon, which is not ready. */
    private TestWorker preparing(int number) {
        return at.worker(number);
    }

    private TestWorker serving(int number) {
        TestWorker worker = preparing(number);
        isReady(worker);
        return worker;
    }

    private void isReady(TestWorker worker) {
        say(worker, DaemonReport.newBuilder().setReady(ByteString.copyFromUtf8("port of " + worker.id())));
    }

    private void say(TestWorker worker, DaemonReport.Builder report) {
        worker.say(Report.newBuilder()
                .setDaemon(report.setDaemon(daemon.spec().name()).setRegistration(1))
                .build());
        at.world.settle();
    }

    private void broadcast(String... events) {
        daemon.broadcast(events);
        at.world.settle();
    }

    /** Events that the worker was sent, in their order. */
    private static List<String> events(TestWorker worker) {
        List<String> events = new ArrayList<>();
        for (Order order : worker.orders()) {
            order.getDaemonEvents().getEventsList().forEach(event -> events.add(event.toStringUtf8()));
        }
        return events;
    }

    private static int history(TestWorker worker) {
        return worker.orders().stream()
                .filter(Order::hasRegistered)
                .map(order -> order.getRegistered().getDaemons(0).getHistory())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyEventGoesToAllWorkersAndTheWholeHistoryToOneThatComesLate() {
        TestWorker early = serving(1);
        broadcast("a", "b");
        TestWorker late = preparing(2);
        broadcast("c");
        assertEquals(List.of("a", "b", "c"), events(early));
        assertEquals(List.of("a", "b", "c"), events(late));
        assertEquals(0, history(early));
        assertEquals(2, history(late), "events that it must have handled before it is ready");
    }

    @Test
    void aWorkerIsGivenNothingBeforeItsDaemonsAreReady() {
        RecordedDag dag = at.join(1);
        at.ask(ready(attempt(1, 0, 0)));
        TestWorker worker = preparing(1);
        assertEquals(Map.of(), dag.placed);
        assertEquals(List.of(), at.supply.registered());
        assertEquals("preparing", at.group.status().workers().get(0).state());
        isReady(worker);
        assertEquals("worker-1@host1", dag.placed.get(attempt(1, 0, 0)).location());
        assertEquals(List.of(worker.id()), at.supply.registered());
    }

    @Test
    void disksThatAreBadFromTheBeginningAreRecordedOnceTheWorkerServes() {
        TestWorker worker = preparing(1);
        worker.disks(false, "/d1: read-only");
        at.world.settle();
        assertEquals(List.of(), at.history.log());
        isReady(worker);
        assertEquals(List.of("ready worker-1", "disks worker-1 [/d1: read-only]"), at.history.log());
    }

    @Test
    void theTaskSeesAttemptsAndDagsComeAndGo() {
        TestWorker worker = preparing(1);
        say(worker, DaemonReport.newBuilder().setMessage(ByteString.copyFromUtf8("hello")));
        assertEquals(List.of("start default"), daemon.task);
        isReady(worker);
        at.join(1);
        at.group.leave(GroupFixture.dag(1));
        at.world.settle();
        at.group.workerEvents().ended(worker.id(), "worker-1 has ended");
        at.world.settle();
        at.group.stop("over");
        at.world.settle();
        String dag = GroupFixture.dag(1).toString();
        assertEquals(
                List.of(
                        "start default",
                        "ready worker-1@host1",
                        "heard worker-1: hello",
                        "joined " + dag,
                        "left " + dag,
                        "ended worker-1: worker-1 has ended",
                        "closed"),
                daemon.task);
    }

    @Test
    void theTaskSeesAnAttemptGoToAnotherGroup() {
        TestWorker worker = serving(1);
        at.group.workerEvents().letGo(new Relief.Move(worker.id(), "one", "two", Relief.Way.HAND_OVER, Map.of()));
        at.world.settle();
        assertEquals(List.of("start default", "ready worker-1@host1", "moved worker-1"), daemon.task);
    }

    @Test
    void aDaemonThatDoesNotStartIsAFailedStartOfItsWorker() {
        TestWorker worker = preparing(1);
        say(worker, DaemonReport.newBuilder().setFailed("daemon lookup of worker-1 did not start: no table"));
        assertEquals(List.of("worker-1: daemon lookup of worker-1 did not start: no table"), at.supply.unfit());
        assertEquals(List.of("start default"), daemon.task, "it was never ready");
    }

    @Test
    void aDaemonThatFailsLaterTakesItsWorkerWithIt() {
        RecordedDag dag = at.join(1);
        TestWorker worker = serving(1);
        at.ask(ready(attempt(1, 0, 0)));
        at.launch(attempt(1, 0, 0), worker);
        say(worker, DaemonReport.newBuilder().setFailed("daemon lookup of worker-1 failed: table gone"));
        assertTrue(worker.closedFor().contains("table gone"), worker.closedFor());
        assertTrue(dag.ended.get(attempt(1, 0, 0)).reason().contains("table gone"));
        TestWorker next = preparing(2);
        isReady(next);
        assertEquals("ready worker-2@host2", daemon.task.get(daemon.task.size() - 1));
    }

    @Test
    void theHistoryIsCompactedWithoutLosingWhatComesMeanwhile() {
        daemon.compaction = history -> List.of(ByteString.copyFromUtf8("sum of " + history.size() + " up to "
                + history.get(history.size() - 1).toStringUtf8()));
        broadcast(IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toArray(String[]::new));
        TestWorker late = preparing(1);
        List<String> seen = events(late);
        assertTrue(seen.get(0).startsWith("sum of "), seen.toString());
        int upTo = Integer.parseInt(seen.get(0).substring(seen.get(0).lastIndexOf(' ') + 1));
        assertEquals(
                IntStream.rangeClosed(upTo + 1, 40).mapToObj(Integer::toString).toList(), seen.subList(1, seen.size()));
        assertEquals(seen.size(), history(late));
        assertTrue(seen.size() < 33, seen.toString());
    }

    @Test
    void aHistoryThatIsLargerThanAMessageComesInSeveral() {
        String big = "x".repeat(1 << 20);
        broadcast(big, big, big, big, big);
        TestWorker worker = at.granted(1, "host1", "");
        worker.setLargestFrame(9 << 20);
        worker.register();
        at.world.settle();
        assertEquals(5, events(worker).size());
    }

    @Test
    void anEventThatIsTooLargeIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> daemon.broadcast("x".repeat((1 << 20) + 1)));
        assertEquals("daemon lookup: expected an event of at most 1048576 bytes, got 1048577", e.getMessage());
    }

    @Test
    void aTaskThatFailsEndsTheDagsOfItsGroupWithItsReason() {
        RecordedDag before = at.join(1);
        daemon.brokenTask = "table is not to be had";
        RecordedDag breaks = at.join(2);
        RecordedDag after = at.join(3);
        String reason = "daemon lookup of ContainerGroup default failed in dagJoined:"
                + " java.lang.IllegalStateException: table is not to be had";
        for (RecordedDag dag : List.of(before, breaks, after)) {
            assertEquals(reason, dag.unavailable);
        }
    }

    @Test
    void aClassThatIsNoneIsNamedWithItsKey() {
        GroupFixture wrong =
                new GroupFixture(GroupFixture.spec(2, 0, 4), new DaemonSpec("prices", "no.such.Class", ""));
        RecordedDag dag = wrong.join(1);
        assertEquals(
                "daemon prices of ContainerGroup default could not be made: mr3.daemon.prices.class: expected a"
                        + " class that implements io.mr3.daemon.DaemonService, got 'no.such.Class', which is not on the"
                        + " class path (java.lang.ClassNotFoundException: no.such.Class)",
                dag.unavailable);
        assertFalse(wrong.group.status().daemons().isEmpty());
    }

    /** It has come from another group, whose daemons it ran. */
    @Test
    void anAdoptedWorkerIsGivenNothingBeforeItsDaemonsKnowThisGroup() {
        GroupFixture other = new GroupFixture(GroupFixture.spec(2, 0, 4));
        TestWorker worker = other.worker(1);
        other.group
                .workerEvents()
                .letGo(new Relief.Move(worker.id(), "other", "default", Relief.Way.HAND_OVER, Map.of()));
        other.world.settle();
        broadcast("a");
        RecordedDag dag = at.join(1);
        at.ask(ready(attempt(1, 0, 0)));
        at.group.workerEvents().adopt(other.supply.handedOver.get(0));
        at.world.settle();
        assertEquals(List.of("a"), events(worker));
        assertEquals(Map.of(), dag.placed);
        say(worker, DaemonReport.newBuilder().setReady(ByteString.EMPTY));
        assertEquals(Map.of(), dag.placed, "that was about the daemons of the other group");
        worker.say(Report.newBuilder()
                .setDaemon(DaemonReport.newBuilder()
                        .setDaemon(daemon.spec().name())
                        .setRegistration(2)
                        .setReady(ByteString.EMPTY))
                .build());
        at.world.settle();
        assertEquals("worker-1@host1", dag.placed.get(attempt(1, 0, 0)).location());
    }
}
