package io.mr3.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ResourceManagerDriver} does. Each driver's module runs it over a harness of its own. */
public abstract class ResourceManagerContract {
    /** More containers than any harness lets run at once. */
    private static final int MANY = 12;

    @TempDir
    protected Path directory;

    private ResourceManagerHarness harness;
    private WatchedMailbox mailbox;
    private RecordedEvents events;
    private ResourceManagerDriver driver;
    private Registration registration;
    private int workers;

    /** A new resource manager with nothing in it. */
    protected abstract ResourceManagerHarness harness() throws Exception;

    @BeforeEach
    final void startDriver() throws Exception {
        harness = harness();
        mailbox = new WatchedMailbox(harness.mailboxes().create("broker", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        }));
        events = new RecordedEvents(mailbox);
        driver = harness.create(
                new ResourceManagerContext(mailbox, harness.mailboxes().io(), Mr3Conf.defaults(), directory, null));
        AtomicReference<Registration> answer = new AtomicReference<>();
        verb(() -> driver.start(events).thenAccept(answer::set));
        harness.await(() -> answer.get() != null);
        registration = answer.get();
    }

    @AfterEach
    final void closeDriver() throws Exception {
        driver.close();
        harness.close();
        assertEquals(List.of(), events.breaches());
    }

    @Test
    void registersOnceAndSaysWhatItCanDo() {
        assertEquals(harness.capabilities(), registration.capabilities());
        assertTrue(registration.maxContainers() >= 1);
        harness.await(() -> !events.nodes().isEmpty());
        assertFalse(events.nodes().get(0).isEmpty());
        assertThrowsInVerb("a second start", () -> driver.start(events));
    }

    @Test
    void grantsARequest() {
        WorkerId worker = request(harness.obedient());
        harness.await(() -> events.started(worker) != null);
        harness.await(() -> harness.running() == 1);
        assertFalse(events.started(worker).id().isEmpty());
        assertFalse(events.started(worker).host().isEmpty());
        assertNull(events.ended(worker));
    }

    @Test
    void workersMayNotBeAskedForTwice() {
        WorkerId worker = request(harness.obedient());
        ContainerRequest again = ContainerRequest.anywhere(worker, "group", harness.obedient());
        assertThrowsInVerb("a second request of the same worker", () -> driver.request(again));
    }

    @Test
    void refusesWhatCanNeverFit() {
        WorkerId worker = request(harness.tooLarge());
        harness.await(() -> events.failed(worker) != null);
        assertEquals(RequestFailure.Kind.TOO_LARGE, events.failed(worker).kind());
        WorkerId next = request(harness.obedient());
        harness.await(() -> events.started(next) != null);
    }

    @Test
    void saysWhyAWorkerCannotBeLaunched() {
        WorkerId worker = request(harness.impossible());
        harness.await(() -> events.failed(worker) != null);
        assertEquals(RequestFailure.Kind.LAUNCH_FAILED, events.failed(worker).kind());
        assertTrue(
                events.failed(worker).reason().contains(worker.toString()),
                events.failed(worker).reason());
        WorkerId next = request(harness.obedient());
        harness.await(() -> events.started(next) != null);
    }

    @Test
    void saysHowAWorkerFailedWithItsLastWords() {
        WorkerId worker = request(harness.failing());
        harness.await(() -> events.ended(worker) != null);
        assertEquals(ContainerExit.Cause.FAILED, events.ended(worker).cause());
        assertTrue(events.ended(worker).lastLines().contains("last words"), () -> events.ended(worker)
                .toString());
    }

    @Test
    void seesACrashOnce() {
        WorkerId worker = request(harness.obedient());
        harness.await(() -> events.started(worker) != null && harness.running() == 1);
        harness.crash(worker);
        harness.await(() -> events.ended(worker) != null);
        assertEquals(ContainerExit.Cause.FAILED, events.ended(worker).cause());
        assertEquals(0, harness.running());
    }

    @Test
    void releasesAWorkerThatObeys() {
        WorkerId worker = request(harness.obedient());
        harness.await(() -> events.started(worker) != null && harness.running() == 1);
        verb(() -> driver.release(worker));
        verb(() -> driver.release(worker));
        harness.await(() -> events.ended(worker) != null);
        assertEquals(ContainerExit.Cause.RELEASED, events.ended(worker).cause());
        assertEquals(0, harness.running());
        verb(() -> driver.release(worker));
    }

    @Test
    void fencesAWorkerThatDoesNotObey() {
        WorkerId worker = request(harness.stubborn());
        WorkerId other = registration.maxContainers() > 1 ? request(harness.obedient()) : null;
        harness.await(() -> events.started(worker) != null && harness.running() == (other == null ? 1 : 2));
        verb(() -> driver.release(worker));
        if (harness.capabilities().contains(Capability.FENCES)) {
            harness.await(() -> events.ended(worker) != null);
            assertEquals(ContainerExit.Cause.RELEASED, events.ended(worker).cause());
            assertEquals(other == null ? 0 : 1, harness.running());
        } else {
            settle();
            assertEquals(1, harness.running(), "without FENCES a release only asks");
            assertNull(events.ended(worker));
        }
    }

    @Test
    void cancelBeforeAGrantLeavesNothing() {
        WorkerId worker = new WorkerId(++workers);
        verb(() -> {
            // in one turn: nothing can be granted in between
            driver.request(ContainerRequest.anywhere(worker, "group", harness.obedient()));
            driver.cancel(worker);
        });
        settle();
        harness.await(() -> harness.running() == 0);
        assertFalse(events.names(worker));
    }

    @Test
    void cancelAndGrantCrossInEveryWay() {
        // each cancel comes a little later than the one before: before, while and after the worker is launched
        for (int turns = 0; turns < MANY; turns++) {
            WorkerId worker = request(harness.obedient());
            for (int i = 0; i < turns; i++) {
                verb(() -> {});
            }
            verb(() -> {
                boolean known = events.names(worker);
                driver.cancel(worker);
                if (known) {
                    driver.release(worker);
                }
            });
        }
        harness.await(() -> harness.running() == 0 && events.startedCount() == events.endedCount());
        WorkerId next = request(harness.obedient());
        harness.await(() -> events.started(next) != null);
    }

    @Test
    void cancelOfAStartedOrUnknownWorkerIsIgnored() {
        WorkerId worker = request(harness.obedient());
        harness.await(() -> events.started(worker) != null && harness.running() == 1);
        verb(() -> driver.cancel(worker));
        verb(() -> driver.cancel(new WorkerId(4711)));
        verb(() -> driver.release(new WorkerId(4711)));
        settle();
        assertNull(events.ended(worker));
        assertEquals(1, harness.running());
    }

    @Test
    void manyRequestsAreGrantedAsRoomAppearsAndNoneLeaks() {
        List<WorkerId> all = IntStream.range(0, MANY)
                .mapToObj(i -> request(harness.obedient()))
                .toList();
        for (WorkerId worker : all) {
            harness.await(() -> events.started(worker) != null);
            assertTrue(harness.running() <= registration.maxContainers());
            verb(() -> driver.release(worker));
        }
        harness.await(() -> events.endedCount() == MANY);
        assertEquals(0, harness.running());
    }

    @Test
    void finishEndsEverythingAndThenIsSilent() {
        WorkerId running = request(harness.obedient());
        harness.await(() -> events.started(running) != null);
        IntStream.range(0, MANY).forEach(i -> request(harness.obedient()));
        AtomicReference<CompletionStage<Void>> finish = new AtomicReference<>();
        verb(() -> finish.set(driver.finish(FinalStatus.SUCCEEDED, "the test is over")));
        harness.await(() -> finish.get().toCompletableFuture().isDone());
        events.over();
        assertEquals(0, harness.running());
        assertEquals(ContainerExit.Cause.RELEASED, events.ended(running).cause());
        settle();
    }

    @Test
    void closeDropsEverythingAtOnceAndThenIsSilent() {
        WorkerId running = request(harness.obedient());
        harness.await(() -> events.started(running) != null && harness.running() == 1);
        verb(() -> {
            driver.close();
            events.over();
        });
        harness.await(() -> harness.running() == 0);
        settle();
        driver.close();
    }

    private WorkerId request(LaunchSpec spec) {
        WorkerId worker = new WorkerId(++workers);
        verb(() -> driver.request(ContainerRequest.anywhere(worker, "group", spec)));
        return worker;
    }

    /** Calls a verb on the mailbox and waits until it has returned: it must not block. */
    private void verb(Runnable call) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> returned = new AtomicReference<>(false);
        mailbox.post(() -> {
            try {
                events.verb(call);
            } catch (RuntimeException | Error e) {
                thrown.set(e);
            }
            returned.set(true);
        });
        harness.await(returned::get);
        if (thrown.get() != null) {
            throw new AssertionError("a verb threw " + thrown.get(), thrown.get());
        }
    }

    private void assertThrowsInVerb(String what, Runnable call) {
        AtomicReference<IllegalStateException> thrown = new AtomicReference<>();
        verb(() -> {
            try {
                call.run();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        assertNotNull(thrown.get(), what + " must be refused");
    }

    /** Lets all that is under way arrive: I/O tasks and messages, there and back. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            AtomicReference<Boolean> back = new AtomicReference<>(false);
            harness.mailboxes().io().execute(() -> mailbox.post(() -> back.set(true)));
            harness.await(back::get);
        }
    }
}
