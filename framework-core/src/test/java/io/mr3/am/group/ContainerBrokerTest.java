package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.GroupScope;
import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Node;
import io.mr3.rm.RequestFailure;
import io.mr3.rpc.ConnectionRefusedException;
import io.mr3.rpc.proto.Order;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerBrokerTest {
    private static final ContainerGroupSpec G = GroupFixture.spec(1, 0, 9).as("g", GroupScope.OPEN);

    private static final WorkerId ONE = new WorkerId(1);
    private static final WorkerId TWO = new WorkerId(2);
    private static final LaunchSpec SPEC =
            new LaunchSpec(List.of("java"), Map.of(), Map.of(), new Resources(1, 1), List.of(), false);

    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final WorkerService service = new WorkerService();
    private final List<String> fatal = new ArrayList<>();
    private final RecordedEvents events = new RecordedEvents();
    private FakeDriver driver;
    private final ContainerBroker broker = new ContainerBroker(
            world,
            mailbox -> driver = new FakeDriver(mailbox),
            service,
            new BrokerSettings(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(8), 3),
            (reason, forGood) -> fatal.add(reason + (forGood ? "" : ", for now")));

    /** A group that only remembers. */
    private static final class RecordedEvents implements WorkerEvents {
        private final List<String> log = new ArrayList<>();
        private final List<StartTrouble> troubles = new ArrayList<>();

        @Override
        public void requested(WorkerId worker) {
            log.add("requested " + worker);
        }

        @Override
        public void started(WorkerId worker, AllocatedContainer container) {
            log.add("started " + worker + " in " + container.id());
        }

        @Override
        public void draining(WorkerId worker, String reason) {
            log.add("draining: " + reason);
        }

        @Override
        public void ended(WorkerId worker, String reason) {
            log.add("ended: " + reason);
        }

        @Override
        public void startsFail(StartTrouble trouble) {
            troubles.add(trouble);
        }

        @Override
        public void shortage(boolean isShort) {
            if (isShort) {
                log.add("shortage");
            }
        }

        @Override
        public void letGo(Relief.Move move) {
            log.add("let go " + move);
        }

        @Override
        public void adopt(HandedOver worker) {
            log.add("adopt " + worker.worker());
        }

        @Override
        public void forwarded(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders) {
            log.add("forwarded " + worker);
        }

        @Override
        public void left(DagId dag) {
            log.add("left " + dag);
        }

        @Override
        public void nodes(int count) {
            log.add("nodes " + count);
        }

        List<String> take() {
            List<String> taken = List.copyOf(log);
            log.clear();
            return taken;
        }
    }

    @BeforeEach
    void start() {
        broker.add(G, WorkerKind.of(G, ""), worker -> SPEC, events, (worker, connection) -> {
            throw new AssertionError("no worker connects here");
        });
        broker.start();
        world.settle();
        events.take();
    }

    private void declare(int wanted, WorkerId... leaving) {
        broker.declare("g", new Need(wanted, Set.of(leaving)));
        world.settle();
    }

    private void failStart(WorkerId worker) {
        driver.grant(worker);
        driver.end(
                worker,
                new ContainerExit(ContainerExit.Cause.FAILED, 1, "exit status 1", List.of("cannot bind", "bye")));
        world.settle();
    }

    @Test
    void declarationsBeforeTheRegistrationAreKept() {
        FakeDriver[] late = new FakeDriver[1];
        ContainerBroker early = new ContainerBroker(
                world,
                mailbox -> late[0] = new FakeDriver(mailbox),
                service,
                BrokerSettings.defaults(),
                (reason, forGood) -> fatal.add(reason + (forGood ? "" : ", for now")));
        early.add(G, WorkerKind.of(G, ""), worker -> SPEC, events, (worker, connection) -> null);
        early.declare("g", new Need(1, Set.of()));
        world.settle();
        assertEquals(List.of(), late[0].takeVerbs());
        early.start();
        world.settle();
        assertEquals(List.of("request worker-1"), late[0].takeVerbs());
    }

    @Test
    void asksTakesBackAndGivesBackTheDifference() {
        declare(2);
        assertEquals(List.of("request worker-1", "request worker-2"), driver.takeVerbs());
        declare(2);
        assertEquals(List.of(), driver.takeVerbs());
        driver.grant(ONE);
        world.settle();
        declare(1);
        assertEquals(List.of("cancel worker-2"), driver.takeVerbs());
        declare(0, ONE);
        assertEquals(List.of("release worker-1"), driver.takeVerbs());
        driver.end(ONE, ContainerExit.of(ContainerExit.Cause.RELEASED, "as asked"));
        world.settle();
        assertEquals(
                List.of(
                        "requested worker-1",
                        "requested worker-2",
                        "started worker-1 in c-1",
                        "ended: no longer wanted",
                        "ended: worker-1 was given back"),
                events.take());
        assertEquals(List.of(), events.troubles);
    }

    @Test
    void onlyWorkersThatWereAskedForMayConnect() {
        declare(1);
        assertThrows(AssertionError.class, () -> service.accept(null, "worker-1"));
        assertRefused("worker-2", "worker-2 is not asked for here: it may have been declared lost");
        assertRefused("mallory", "expected worker id, got 'mallory'");
        declare(0);
        assertRefused("worker-1", "worker-1 is not asked for here: it may have been declared lost");
    }

    private void assertRefused(String name, String reason) {
        assertEquals(
                reason,
                assertThrows(ConnectionRefusedException.class, () -> service.accept(null, name))
                        .getMessage());
    }

    @Test
    void failedStartsAreTriedAgainAfterWaitsThatDoubleUpToACap() {
        declare(1);
        List<Long> waits = new ArrayList<>();
        for (int number = 1; number <= 6; number++) {
            WorkerId worker = new WorkerId(number);
            assertTrue(driver.requested().contains(worker), "try " + number);
            failStart(worker);
            StartTrouble trouble = events.troubles.get(number - 1);
            waits.add(trouble.nextTry().toSeconds());
            assertEquals(number, trouble.failures());
            assertEquals(number >= 3, trouble.hopeless());
            world.advance(trouble.nextTry().minusMillis(1));
            assertTrue(driver.requested().isEmpty(), "not before its time");
            world.advance(Duration.ofMillis(1));
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 8L, 8L), waits);
        assertEquals(
                "worker-1 has ended: exit status 1 before it registered",
                events.troubles.get(0).reason());
        assertEquals("\n    cannot bind\n    bye", events.troubles.get(0).lastLines());
    }

    @Test
    void aDeclarationDoesNotCutTheWaitShort() {
        declare(1);
        failStart(ONE);
        declare(2);
        assertTrue(driver.requested().isEmpty());
        world.advance(Duration.ofSeconds(1));
        assertEquals(2, driver.requested().size());
    }

    @Test
    void nothingIsTriedAgainOnceNobodyWantsIt() {
        declare(1);
        failStart(ONE);
        declare(0);
        world.advance(Duration.ofMinutes(1));
        assertTrue(driver.requested().isEmpty());
    }

    @Test
    void aWorkerThatRegistersEndsTheCount() {
        declare(1);
        failStart(ONE);
        world.advance(Duration.ofSeconds(1));
        driver.grant(TWO);
        world.settle();
        broker.registered(TWO);
        world.advance(Duration.ofMinutes(2));
        driver.end(TWO, new ContainerExit(ContainerExit.Cause.FAILED, 137, "killed", List.of("last")));
        world.settle();
        assertEquals(1, events.troubles.size(), "a worker that fails in service is no failed start");
        assertEquals("ended: worker-2 has ended: killed\n    last", events.log.get(events.log.size() - 1));
        declare(1);
        failStart(new WorkerId(3));
        assertEquals(1, events.troubles.get(1).failures());
    }

    @Test
    void aWorkerMayRegisterBeforeItsStartIsTold() {
        declare(1);
        broker.registered(ONE);
        driver.grant(ONE);
        world.advance(Duration.ofMinutes(2));
        assertFalse(driver.takeVerbs().contains("release worker-1"));
    }

    @Test
    void aWorkerThatDoesNotRegisterInTimeIsAFailedStart() {
        declare(1);
        driver.grant(ONE);
        world.advance(Duration.ofSeconds(61));
        assertEquals(List.of("request worker-1", "release worker-1"), driver.takeVerbs());
        driver.end(ONE, new ContainerExit(ContainerExit.Cause.RELEASED, 143, "", List.of("waiting for a lock")));
        world.settle();
        assertEquals(
                "worker-1 did not register within 60 s", events.troubles.get(0).reason());
        assertEquals("\n    waiting for a lock", events.troubles.get(0).lastLines());
    }

    @Test
    void whatCanNeverFitIsHopelessAtOnce() {
        declare(1);
        driver.refuse(ONE, RequestFailure.of(RequestFailure.Kind.TOO_LARGE, "worker-1 needs too much"));
        world.settle();
        assertTrue(events.troubles.get(0).hopeless());
    }

    @Test
    void aReleaseThatCameTooEarlyIsRepeatedWhenTheContainerIsThere() {
        declare(1);
        broker.registered(ONE);
        declare(0, ONE);
        driver.takeVerbs();
        driver.grant(ONE);
        world.settle();
        assertEquals(List.of("release worker-1"), driver.takeVerbs());
    }

    @Test
    void hostsAreCounted() {
        driver.events()
                .nodesChanged(List.of(
                        new Node("a", "", new Resources(1, 1)),
                        new Node("b", "", new Resources(1, 1)),
                        new Node("b", "", new Resources(1, 1))));
        assertEquals(List.of("nodes 2"), events.take());
    }

    @Test
    void aFatalFailureEndsEverythingWithOneLine() {
        declare(1);
        events.take();
        driver.events().fatal("no route to host");
        assertEquals(List.of("ended: the resource manager failed: no route to host"), events.take());
        assertEquals(List.of("the resource manager cannot be used any more: no route to host"), fatal);
    }

    @Test
    void aResourceManagerThatWantsTheEndMayComeBack() {
        driver.events().shutdownRequested("the cluster is stopped");
        assertEquals(List.of("the resource manager ends the application: the cluster is stopped, for now"), fatal);
        declare(1);
        assertEquals(List.of("request worker-1"), driver.takeVerbs());
    }

    @Test
    void finishUnregistersAndAsksForNothingMore() {
        declare(1);
        driver.takeVerbs();
        broker.finish(FinalStatus.SUCCEEDED, "done");
        declare(5);
        assertEquals(List.of("finish SUCCEEDED"), driver.takeVerbs());
        broker.close();
        assertEquals(List.of("close"), driver.takeVerbs());
    }
}
