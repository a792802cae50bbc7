package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.FromApplication.MessageCase;
import io.mr3.rm.standalone.proto.NeededFile;
import io.mr3.rm.standalone.proto.ShutdownRequest;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.testkit.Seeds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver does when connections are lost and masters lose their memory; see {@link FakeMaster}. */
class StandaloneDriverTest {
    private final DriverBench bench = new DriverBench(Long.getLong("seed", 1));
    private final FakeMaster master = bench.master;

    private ApplicationRegister lastRegistration() {
        List<FromApplication> all = master.heard(MessageCase.REGISTER);
        return all.get(all.size() - 1).getRegister();
    }

    private static List<Integer> numbers(List<Long> workers) {
        return workers.stream().map(Long::intValue).toList();
    }

    // ---- registration

    @Test
    void registersAndTellsHosts() {
        Registration registration = bench.start();
        assertEquals("app-1", registration.applicationId());
        assertEquals(4, registration.maxContainers());
        assertEquals(1024, registration.largestContainer().memoryMb());
        bench.until(() -> !bench.events.nodes.isEmpty());
        assertEquals("host-a", bench.events.nodes.get(0).get(0).host());
        assertEquals(2048, bench.events.nodes.get(0).get(0).total().memoryMb(), "two agents of one host");
        ApplicationRegister register = lastRegistration();
        assertEquals("default", register.getQueue());
        assertEquals("nobody", register.getUser());
    }

    @Test
    void waitsForAMasterThatComesInTime() {
        bench.wire.broken = true;
        bench.begin();
        bench.world.advance(Duration.ofSeconds(10));
        assertTrue(bench.wire.dials > 3, "tries " + bench.wire.dials);
        bench.wire.broken = false;
        bench.until(() -> !bench.events.nodes.isEmpty());
    }

    @Test
    void givesUpInOneLineWhenNobodyListens() {
        bench.wire.broken = true;
        bench.begin();
        assertEquals(
                "mr3.standalone.master: no master of a standalone cluster at master:1 takes this application"
                        + " (mr3.standalone.queue=default): cannot connect: Connection refused",
                bench.failure());
        int dials = bench.wire.dials;
        bench.pass();
        assertEquals(dials, bench.wire.dials, "no try after that");
    }

    @Test
    void anUnknownQueueIsNamedAtOnce() {
        DriverBench other = new DriverBench(1, "nosuch", Integer.MAX_VALUE);
        other.begin();
        assertEquals(
                "mr3.standalone.master: no master of a standalone cluster at master:1 takes this application"
                        + " (mr3.standalone.queue=nosuch): expected a queue of [default], got 'nosuch'",
                other.failure());
        assertEquals(1, other.wire.dials);
    }

    @Test
    void aMasterThatIsBusyIsAskedAgain() {
        master.refusal = "too many registrations";
        bench.begin();
        bench.world.advance(Duration.ofSeconds(5));
        assertTrue(bench.wire.dials > 2);
        master.refusal = "";
        bench.until(() -> !bench.events.nodes.isEmpty());
    }

    @Test
    void requestsCarryAllThatAnAgentNeeds(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("words.txt"), "one two");
        bench.start();
        int worker = bench.request(
                FakeMaster.Program.OBEDIENT,
                new LaunchFile("words.txt", file.toUri()),
                new LaunchFile("far.jar", URI.create("hdfs://far/far.jar")));
        bench.until(() -> bench.events.started.containsKey(worker));
        WorkerRequest request =
                master.heard(MessageCase.REQUESTS).get(0).getRequests().getRequests(0);
        assertEquals(List.of("host-b", "/rack"), request.getLocationsList());
        assertEquals(3, request.getPriority());
        NeededFile words = request.getCommand().getFiles(0);
        assertEquals(7, words.getBytes());
        assertEquals(64, words.getSha256().length());
        assertEquals("", request.getCommand().getFiles(1).getSha256());
        assertFalse(request.toString().contains("word\""), "a secret is in the open");
        assertEquals(
                Map.of("SECRET", "word"),
                bench.wire.seals().open(worker, request.getCommand().getSealedSecrets()));
        assertEquals("app-1_worker-1", bench.events.started.get(worker).id());
        assertEquals("/logs/1", bench.events.started.get(worker).logFile());
    }

    @Test
    void aFileThatIsMissingFailsItsRequest(@TempDir Path directory) {
        bench.start();
        int worker = bench.request(
                FakeMaster.Program.OBEDIENT,
                new LaunchFile("gone.jar", directory.resolve("gone.jar").toUri()));
        bench.until(() -> bench.events.failed.containsKey(worker));
        RequestFailure failure = bench.events.failed.get(worker);
        assertEquals(RequestFailure.Kind.LAUNCH_FAILED, failure.kind());
        assertTrue(failure.reason().contains("worker-1") && failure.reason().contains("gone.jar"), failure.reason());
    }

    @Test
    void noMoreWorkersThanItsOwnBound() {
        DriverBench two = new DriverBench(1, "default", 2);
        assertEquals(2, two.start().maxContainers());
        List<Integer> workers = List.of(two.obedient(), two.obedient(), two.obedient());
        two.pass();
        assertEquals(Set.of(1, 2), two.events.running());
        assertEquals(2, two.master.running.size() + two.master.waiting().size());
        two.release(workers.get(0));
        two.until(() -> two.events.running().contains(3));
    }

    // ---- beats

    @Test
    void beatsAreNumberedAndAnswered() {
        bench.start();
        bench.world.advance(Duration.ofMillis(3500));
        assertEquals(
                List.of(1, 2, 3),
                master.heard(MessageCase.BEAT).stream()
                        .map(message -> message.getBeat().getNumber())
                        .toList());
    }

    @Test
    void aMasterThatHasFallenSilentIsLeft() {
        bench.start();
        bench.until(() -> !bench.events.nodes.isEmpty());
        master.answersBeats = false;
        bench.world.advance(Duration.ofSeconds(4));
        assertEquals(1, bench.wire.dials);
        assertEquals(
                Set.of(1),
                Set.copyOf(master.heard(MessageCase.BEAT).stream()
                        .map(message -> message.getBeat().getNumber())
                        .toList()),
                "what was not answered is said again");
        bench.world.advance(Duration.ofSeconds(4));
        assertEquals(2, bench.wire.dials);
        assertEquals("app-1", lastRegistration().getApplication());
    }

    @Test
    void beatsThatDoNotFitLeadToARegistration() {
        bench.start();
        bench.world.advance(Duration.ofSeconds(2));
        master.post(() -> master.say(ToApplication.newBuilder()
                .setBeat(BeatReply.newBuilder().setNumber(9).setRegisterAgain(true))));
        bench.until(() -> master.heard(MessageCase.REGISTER).size() == 2);
    }

    // ---- lost connections

    @Test
    void workersGoOnWithoutAMasterAndAllIsToldAfterwards() {
        bench.start();
        int running = bench.started();
        int ends = bench.started();
        master.holds = true;
        int asked = bench.obedient();
        bench.until(() -> master.waiting().contains((long) asked));
        bench.wire.broken = true;
        bench.wire.cut();
        bench.pass();
        int later = bench.obedient();
        bench.release(ends);
        bench.world.advance(Duration.ofMinutes(10));
        assertEquals(Set.of(running, ends), bench.events.running());
        master.holds = false;
        bench.wire.broken = false;
        bench.until(() -> bench.events.running().equals(Set.of(running, asked, later)));
        ApplicationRegister again = lastRegistration();
        assertEquals("token of app-1", again.getToken());
        assertEquals(
                List.of(asked, later),
                again.getPendingList().stream().map(r -> (int) r.getWorker()).toList());
        assertEquals(List.of(running, ends), numbers(again.getStartedList()));
        assertEquals(ContainerExit.Cause.RELEASED, bench.events.ended.get(ends).cause());
    }

    @Test
    void whatWasCancelledMeanwhileIsNotAskedForAgain() {
        bench.start();
        master.holds = true;
        int asked = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        bench.wire.cut();
        bench.cancel(asked);
        bench.pass();
        assertEquals(List.of(), lastRegistration().getPendingList());
        assertEquals(List.of(), master.waiting());
    }

    @Test
    void aStartThatWasLostOnItsWayIsToldAgain() {
        bench.start();
        master.holds = true;
        int worker = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        master.grant(worker);
        bench.wire.cut(); // with the event on its way
        bench.until(() -> bench.events.started.containsKey(worker));
        bench.until(() -> master.unheard().isEmpty());
    }

    @Test
    void anEndThatWasLostOnItsWayIsToldAgain() {
        bench.start();
        int worker = bench.started();
        bench.until(() -> master.unheard().isEmpty());
        master.crash(worker);
        bench.wire.cut();
        bench.until(() -> bench.events.ended.containsKey(worker));
        assertEquals(ContainerExit.Cause.FAILED, bench.events.ended.get(worker).cause());
        assertEquals(137, bench.events.ended.get(worker).status());
    }

    @Test
    void repeatedEventsAreAcknowledgedAndNothingElse() {
        bench.start();
        int worker = bench.obedient();
        bench.until(() -> !master.unheard().isEmpty());
        List<ApplicationEvent> again = master.unheard();
        bench.until(() -> master.unheard().isEmpty());
        int acknowledged = master.heard(MessageCase.ACKNOWLEDGED).size();
        master.post(() -> master.repeat(again));
        master.post(() -> master.repeat(again));
        bench.until(() -> master.heard(MessageCase.ACKNOWLEDGED).size() == acknowledged + 2);
        assertEquals(Set.of(worker), bench.events.running());
    }

    @Test
    void aStartThatIsSaidAgainAfterItsEndIsNoNewWorker() {
        bench.start();
        int worker = bench.request(FakeMaster.Program.FAILING);
        bench.until(() -> master.unheard().size() == 1);
        List<ApplicationEvent> again = master.unheard();
        bench.until(() -> bench.events.ended.containsKey(worker));
        master.post(() -> master.repeat(again));
        bench.world.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), master.heard(MessageCase.RELEASE));
        CompletableFuture<Void> finish = finish();
        bench.world.advance(Duration.ofSeconds(1));
        assertTrue(finish.isDone(), "nothing is left to wait for");
    }

    @Test
    void thatANodeIsToBeEmptiedIsHandedOnOnce() {
        bench.start();
        int worker = bench.started();
        master.drain(worker);
        bench.until(() -> bench.events.draining.containsKey(worker));
        assertEquals("node n1 is decommissioned", bench.events.draining.get(worker));
        master.drain(worker);
        bench.until(() -> master.unheard().isEmpty());
        assertEquals(Set.of(worker), bench.events.running());
        master.drain(4711);
        bench.until(() -> master.unheard().isEmpty());
        assertEquals(Set.of(worker), bench.events.draining.keySet(), "of its own alone");
    }

    // ---- cancel and release that cross what the master says

    @Test
    void aWorkerThatStartsWhileItIsCancelledIsGivenBack() {
        bench.start();
        master.holds = true;
        int worker = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        master.grant(worker); // its event is on its way
        bench.cancel(worker);
        bench.pass();
        assertTrue(master.running.isEmpty());
        assertEquals(
                List.of(worker),
                numbers(master.heard(MessageCase.RELEASE).get(0).getRelease().getWorkersList()));
        assertFalse(bench.events.started.containsKey(worker));
    }

    @Test
    void givenBackIsGivenBackAlsoOnTheNextConnection() {
        bench.start();
        master.holds = true;
        int worker = bench.request(FakeMaster.Program.STUBBORN);
        bench.until(() -> master.waiting().size() == 1);
        master.grant(worker);
        bench.cancel(worker);
        bench.until(() -> !master.heard(MessageCase.ACKNOWLEDGED).isEmpty());
        bench.wire.cut();
        bench.until(() -> master.heard(MessageCase.REGISTER).size() == 2);
        assertEquals(List.of(worker), numbers(lastRegistration().getStartedList()));
        bench.pass();
        assertTrue(master.running.isEmpty());
    }

    @Test
    void aReleaseThatCrossesAnEndChangesNothing() {
        bench.start();
        int worker = bench.started();
        master.crash(worker);
        bench.release(worker);
        bench.pass();
        assertEquals(
                ContainerExit.Cause.RELEASED, bench.events.ended.get(worker).cause());
        assertEquals(137, bench.events.ended.get(worker).status());
    }

    @Test
    void aRefusalSaysWhoseRequestItIs() {
        bench.start();
        master.holds = true;
        int worker = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        master.post(() -> master.refuse(worker, WorkerRefused.Kind.REFUSED, "the queue is full"));
        bench.until(() -> bench.events.failed.containsKey(worker));
        assertEquals(
                "worker-1: the queue is full", bench.events.failed.get(worker).reason());
        assertEquals(
                RequestFailure.Kind.REFUSED, bench.events.failed.get(worker).kind());
    }

    @Test
    void whereItsWorkersMayBeIsToldAtRegistration() {
        PlacementConstraints constraints = new PlacementConstraints(Spread.RACK, List.of("gpu", "disk=ssd"));
        DriverBench other = new DriverBench(1, "default", Integer.MAX_VALUE, 0, constraints);
        other.start();
        assertEquals(
                constraints,
                PlacementConstraints.of(other.master
                        .heard(MessageCase.REGISTER)
                        .get(0)
                        .getRegister()
                        .getConstraints()));
    }

    @Test
    void whereItsWorkersMayBeIsReadFromItsSettings() {
        DriverSettings settings = DriverSettings.of(
                Mr3Conf.of(Map.of("mr3.standalone.spread", "host", "mr3.standalone.labels", "gpu, disk=ssd")));
        assertEquals(new PlacementConstraints(Spread.HOST, List.of("gpu", "disk=ssd")), settings.constraints());
        assertEquals(PlacementConstraints.NONE, settings.detached("am", 3).constraints());
        assertEquals(
                PlacementConstraints.NONE,
                DriverSettings.of(Mr3Conf.of(Map.of())).constraints());
    }

    @Test
    void workersThatAreNeededTogetherAreAskedForTogether(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("words.txt"), "one two");
        for (int seed = 1; seed <= 10; seed++) {
            DriverBench other = new DriverBench(seed, "default", Integer.MAX_VALUE, 3);
            other.start();
            assertEquals(
                    3,
                    other.master
                            .heard(MessageCase.REGISTER)
                            .get(0)
                            .getRegister()
                            .getLeastWorkers());
            other.verb(() -> {
                for (int worker = 1; worker <= 3; worker++) {
                    other.driver.request(new ContainerRequest(
                            new WorkerId(worker),
                            "group",
                            new LaunchSpec(
                                    List.of(FakeMaster.Program.OBEDIENT.name()),
                                    Map.of(),
                                    Map.of(),
                                    new Resources(512, 1),
                                    List.of(new LaunchFile("words.txt", file.toUri())),
                                    false),
                            List.of(),
                            0));
                }
            });
            other.until(() -> other.events.started.size() == 3);
            List<FromApplication> asked = other.master.heard(MessageCase.REQUESTS);
            assertEquals(1, asked.size(), "all in one message");
        }
    }

    @Test
    void moreWorkersToBeginWithThanThereMayBeAreRefused() {
        assertEquals(
                "mr3.standalone.min.workers: expected at most mr3.standalone.max.workers, 2, got 3",
                assertThrows(IllegalArgumentException.class, () -> new DriverBench(1, "default", 2, 3))
                        .getMessage());
    }

    // ---- masters that forget

    @Test
    void aMasterThatWasStartedAgainLearnsOfRequestsAndWorkers() {
        bench.start();
        int running = bench.started();
        master.holds = true;
        int asked = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        master.restart();
        master.holds = false;
        bench.wire.cut();
        bench.until(() -> bench.events.running().equals(Set.of(running, asked)));
        assertEquals(2, master.running.size());
        bench.release(running);
        bench.until(() -> bench.events.ended.containsKey(running));
    }

    @Test
    void workersThatTheMasterDoesNotKnowAreLost() {
        bench.start();
        int running = bench.started();
        master.loseWorkers();
        master.restart();
        bench.wire.cut();
        bench.until(() -> bench.events.ended.containsKey(running));
        assertEquals(
                ContainerExit.Cause.NODE_LOST, bench.events.ended.get(running).cause());
    }

    @Test
    void oneThatEndedBeforeItsStartWasToldHasFailed() {
        bench.start();
        master.holds = true;
        int worker = bench.request(FakeMaster.Program.FAILING);
        bench.until(() -> master.waiting().size() == 1);
        bench.wire.broken = true;
        master.grant(worker);
        bench.wire.cut();
        bench.world.advance(Duration.ofSeconds(1));
        master.restart();
        bench.wire.broken = false;
        bench.until(() -> bench.events.failed.containsKey(worker));
        assertEquals(List.of("last words"), bench.events.failed.get(worker).lastLines());
        assertFalse(bench.events.started.containsKey(worker));
    }

    @Test
    void aMasterThatHasForgottenTheApplicationTakesItAnew() {
        bench.start();
        int running = bench.started();
        int released = bench.started();
        master.holds = true;
        int asked = bench.obedient();
        bench.until(() -> master.waiting().size() == 1);
        bench.wire.broken = true;
        bench.wire.cut();
        master.forgetAll();
        master.holds = false;
        bench.release(released);
        bench.wire.broken = false;
        bench.until(() -> bench.events.running().equals(Set.of(asked)));
        assertEquals(
                ContainerExit.of(ContainerExit.Cause.NODE_LOST, "the master does not know this application any more"),
                bench.events.ended.get(running));
        assertEquals(
                ContainerExit.Cause.RELEASED, bench.events.ended.get(released).cause());
        assertEquals("app-2_worker-3", bench.events.started.get(asked).id());
        assertEquals(List.of(), bench.events.others);
    }

    @Test
    void aMasterThatTakesNobodyAnyMoreIsFatal() {
        bench.start();
        master.refusal = "the cluster is closed";
        master.refusesForGood = true;
        bench.wire.cut();
        bench.until(() -> !bench.events.others.isEmpty());
        assertEquals(
                List.of(
                        "fatal: mr3.standalone.master: no master of a standalone cluster at master:1 takes this application"
                                + " (mr3.standalone.queue=default): the cluster is closed"),
                bench.events.others);
        bench.events.over();
        int dials = bench.wire.dials;
        bench.pass();
        assertEquals(dials, bench.wire.dials);
    }

    @Test
    void anApplicationThatAnOperatorHasEndedDoesNotComeBackAsAnother() {
        bench.start();
        master.refusal = "ended by operator ann";
        master.refusesForGood = true;
        master.refusesAnybody = true;
        bench.wire.cut();
        bench.until(() -> !bench.events.others.isEmpty());
        assertTrue(bench.events.others.get(0).endsWith(": ended by operator ann"), bench.events.others.toString());
        assertEquals("app-1", lastRegistration().getApplication(), "it never asked as somebody new");
        bench.events.over();
    }

    @Test
    void aShutdownIsHandedOn() {
        bench.start();
        master.post(() -> master.say(ToApplication.newBuilder()
                .setShutdown(ShutdownRequest.newBuilder().setReason("maintenance"))));
        bench.until(() -> bench.events.others.contains("shutdown: maintenance"));
    }

    // ---- ends

    private CompletableFuture<Void> finish() {
        List<CompletableFuture<Void>> finish = new ArrayList<>();
        bench.verb(() ->
                finish.add(bench.driver.finish(FinalStatus.SUCCEEDED, "done").toCompletableFuture()));
        return finish.get(0);
    }

    @Test
    void finishSaysHowItEnded() {
        bench.start();
        bench.started();
        CompletableFuture<Void> finish = finish();
        bench.until(finish::isDone);
        assertEquals(
                "SUCCEEDED", master.heard(MessageCase.FINISH).get(0).getFinish().getStatus());
        assertTrue(master.running.isEmpty());
        bench.events.over();
        bench.pass();
        assertFalse(bench.wire.isOpen());
        assertEquals(1, master.heard(MessageCase.REGISTER).size());
    }

    @Test
    void finishSurvivesALostConnection() {
        bench.start();
        bench.request(FakeMaster.Program.STUBBORN);
        bench.until(() -> bench.events.running().size() == 1);
        CompletableFuture<Void> finish = finish();
        bench.wire.cut();
        bench.until(finish::isDone);
        assertEquals(1, bench.events.ended.size());
        assertTrue(master.running.isEmpty());
    }

    @Test
    void finishWithoutAMasterEndsInTime() {
        bench.start();
        bench.started();
        bench.wire.broken = true;
        bench.wire.cut();
        long before = bench.world.nanoTime();
        CompletableFuture<Void> finish = finish();
        bench.until(finish::isDone);
        assertTrue(Duration.ofNanos(bench.world.nanoTime() - before).toSeconds() <= 8);
        bench.events.over();
        bench.wire.broken = false;
        bench.pass();
        assertEquals(1, master.heard(MessageCase.REGISTER).size(), "it does not come back");
    }

    @Test
    void closeTellsTheMaster() {
        bench.start();
        bench.started();
        bench.verb(bench.driver::close);
        bench.events.over();
        bench.pass();
        assertEquals(
                "KILLED", master.heard(MessageCase.FINISH).get(0).getFinish().getStatus());
        assertTrue(master.running.isEmpty());
        assertFalse(bench.wire.isOpen());
        assertEquals(1, bench.wire.dials);
    }

    @Test
    void closeWhileItConnectsLeavesNoConnection() {
        bench.verb(() -> {
            bench.driver.start(bench.events);
        });
        bench.verb(bench.driver::close);
        bench.pass();
        assertFalse(bench.wire.isOpen());
    }

    // ---- everything at once

    /** Whatever is lost and forgotten, each worker is answered once, and nothing runs in the end that nobody knows of. */
    @Test
    void exactlyOnceWhateverHappens() {
        Seeds.each(100, StandaloneDriverTest::chaos);
    }

    private static void chaos(long seed) {
        DriverBench bench = new DriverBench(seed);
        Random random = new Random(seed);
        List<Integer> all = new ArrayList<>();
        List<Integer> cancelled = new ArrayList<>();
        bench.start();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 ->
                    all.add(bench.request(
                            FakeMaster.Program.values()[random.nextInt(FakeMaster.Program.values().length)]));
                case 3 ->
                    pick(random, all).ifPresent(worker -> {
                        if (!bench.events.started.containsKey(worker) && !bench.events.failed.containsKey(worker)) {
                            cancelled.add(worker);
                        }
                        bench.cancel(worker);
                    });
                case 4, 5 -> pick(random, all).ifPresent(bench::release);
                case 6 -> pick(random, all).ifPresent(bench.master::crash);
                case 7 -> bench.wire.cut();
                case 8 -> {
                    bench.wire.broken = random.nextBoolean();
                    bench.wire.cut();
                }
                case 9 -> restart(bench, random.nextInt(4));
                default -> bench.world.advance(Duration.ofMillis(random.nextInt(3000)));
            }
        }
        bench.wire.broken = false;
        bench.pass();
        all.removeAll(bench.events.failed.keySet());
        all.removeAll(bench.events.ended.keySet());
        all.removeAll(cancelled);
        bench.master.waiting().forEach(worker -> all.remove((Integer) worker.intValue()));
        assertEquals(bench.events.running(), Set.copyOf(all), "each is answered, or waits");
        assertEquals(
                bench.events.running(),
                Set.copyOf(numbers(List.copyOf(bench.master.running.keySet()))),
                "what runs is known");
        bench.events.running().forEach(bench::release);
        List<Integer> waiting = numbers(bench.master.waiting());
        waiting.forEach(bench::cancel);
        bench.pass();
        assertEquals(Set.of(), bench.events.running());
        assertEquals(Set.of(), bench.master.running.keySet());
    }

    private static void restart(DriverBench bench, int how) {
        switch (how) {
            case 0 -> bench.master.forgetAll();
            case 1 -> {
                bench.master.loseWorkers();
                bench.master.restart();
            }
            default -> bench.master.restart();
        }
        bench.wire.cut();
    }

    private static Optional<Integer> pick(Random random, List<Integer> from) {
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }
}
