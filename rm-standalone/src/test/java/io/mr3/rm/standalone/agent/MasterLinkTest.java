package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.DISK;
import static io.mr3.rm.standalone.agent.AgentWorld.launching;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentOrders;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Drain;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.Resize;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rm.standalone.proto.Undrain;
import io.mr3.rm.standalone.proto.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What passes between an agent and its master, and what happens while nothing does. */
class MasterLinkTest {
    private final AgentWorld world = AgentWorld.registered(1);

    private AgentBeat lastBeat() {
        return world.master.beats.get(world.master.beats.size() - 1);
    }

    @Test
    void theFirstMessageTellsEverything() {
        AgentRegister first = world.master.registrations.get(0);
        assertEquals("node-1", first.getNode());
        assertEquals("", first.getCluster());
        assertEquals("boot-1", first.getBoot());
        assertEquals(AgentWorld.amount(4096, 4), first.getTotal());
        assertEquals(0, first.getLastBeat());
        assertTrue(first.getStatus().getAcceptsWork());
        assertEquals(1, world.welcomes);
    }

    @Test
    void beatsHaveNumbersAndTheIntervalThatTheMasterWants() {
        world.advance(10_000);
        int before = world.master.beats.size();
        assertTrue(before >= 10 && before <= 11, "beats: " + before);
        world.master.beatMs = 5000;
        world.advance(21_000);
        assertTrue(world.master.beats.size() - before <= 6, "beats: " + world.master.beats.size());
        for (int i = 0; i < world.master.beats.size(); i++) {
            assertEquals(i + 1, world.master.beats.get(i).getNumber());
        }
    }

    @Test
    void theFirstBeatIsDrawnFromOneInterval() {
        int agents = 200;
        int[] quarters = new int[4];
        for (long seed = 1; seed <= agents; seed++) {
            AgentWorld one = AgentWorld.registered(seed);
            long welcomed = one.mailboxes.nanoTime();
            one.mailboxes.runUntil(() -> !one.master.beats.isEmpty(), Duration.ofSeconds(2));
            long millis = Duration.ofNanos(one.mailboxes.nanoTime() - welcomed).toMillis();
            assertTrue(millis <= one.master.beatMs, "seed " + seed + ": after " + millis + " ms");
            quarters[(int) Math.min(3, 4 * millis / one.master.beatMs)]++;
        }
        for (int quarter : quarters) {
            assertTrue(quarter > agents / 8, "agents that register at once spread: " + Arrays.toString(quarters));
        }
    }

    @Test
    void whatTheHostUsesIsTold() {
        world.run(C1);
        world.host.memory.put(C1, 300L);
        world.usage = Usage.newBuilder()
                .setMemoryUsedMb(700)
                .setMemoryTotalMb(8000)
                .setSwapUsedMb(12)
                .setLoad(1.5)
                .setProcessors(0.75)
                .build();
        world.advance(11_000);
        Usage told = lastStatus().getUsage();
        assertEquals(
                world.usage.toBuilder().setWorkersMemoryMb(300).build(),
                told.toBuilder().clearDisks().build());
        assertEquals(DISK.toString(), told.getDisks(0).getDirectory());
        world.usage = world.usage.toBuilder().setLoad(0.25).build();
        world.advance(11_000);
        assertEquals(0.25, lastStatus().getUsage().getLoad());
        world.master.link.cut("cut");
        world.advance(15_100);
        assertEquals(
                0.25, world.master.registrations.get(1).getStatus().getUsage().getLoad(), "a new master hears it, too");
    }

    private NodeStatus lastStatus() {
        return lastStatus(world);
    }

    private static NodeStatus lastStatus(AgentWorld of) {
        return of.master.beats.stream()
                .filter(AgentBeat::hasStatus)
                .reduce((a, b) -> b)
                .orElseThrow()
                .getStatus();
    }

    @Test
    void aStatusIsSentWhenItHasChangedAlone() {
        world.advance(5000);
        assertTrue(world.master.beats.stream().noneMatch(AgentBeat::hasStatus));
        world.master.order(AgentOrder.newBuilder().setDrain(Drain.getDefaultInstance()));
        world.settle();
        assertTrue(lastBeat().hasStatus(), "at once");
        assertFalse(lastBeat().getStatus().getAcceptsWork());
        assertTrue(lastBeat().getStatus().getHealthy());
        assertEquals(List.of("drains"), lastBeat().getStatus().getReasonsList());
        world.master.order(launching(C1));
        world.settle();
        assertEquals(Cause.BUSY, world.cause(C1));
        world.master.order(AgentOrder.newBuilder().setUndrain(Undrain.getDefaultInstance()), launching(C2));
        world.settle();
        assertTrue(lastBeat().getStatus().getAcceptsWork());
        assertEquals(ContainerPhase.RUNNING, world.phase(C2));
    }

    @Test
    void anotherSizeIsToldAtOnceAndAtEachRegistration() {
        Amount wanted = Amount.newBuilder().setMemoryMb(999).setCores(3).build();
        world.master.order(AgentOrder.newBuilder().setResize(Resize.newBuilder().setTotal(wanted)));
        world.settle();
        assertEquals(wanted, lastBeat().getStatus().getTotal());
        world.master.link.cut("cut");
        world.advance(10_000);
        assertEquals(wanted, world.master.registrations.get(1).getTotal());
    }

    @Test
    void aBeatWithoutAnswerIsSentAgainAndNoOther() {
        world.advance(3000);
        int number = lastBeat().getNumber();
        world.master.answersBeats = false;
        world.advance(5000);
        assertEquals(number + 1, lastBeat().getNumber());
        long same = world.master.beats.stream()
                .filter(beat -> beat.getNumber() == number + 1)
                .distinct()
                .count();
        assertEquals(1, same, "the same beat");
        world.master.answersBeats = true;
        world.advance(2500);
        assertTrue(lastBeat().getNumber() >= number + 2);
    }

    @Test
    void anAnswerToAnotherBeatIsNone() {
        world.master.answersBeats = false;
        world.advance(1000);
        world.master.link.say(world.master.reply(17));
        world.advance(1000);
        assertEquals(1, lastBeat().getNumber());
    }

    @Test
    void anUnansweredBeatIsSentOnTheNextConnectionWithItsNumber() {
        world.advance(3000);
        world.master.answersBeats = false;
        world.advance(1000);
        AgentBeat lost = lastBeat();
        world.master.link.cut("cut");
        world.master.answersBeats = true;
        world.advance(600);
        assertEquals(2, world.master.registrations.size());
        assertEquals(lost.getNumber() - 1, world.master.registrations.get(1).getLastBeat());
        assertEquals(lost, world.master.beats.get(world.master.beats.lastIndexOf(lost)));
        assertTrue(world.master.beats.stream().filter(lost::equals).count() >= 2);
    }

    @Test
    void aStatusThatMayHaveBeenLostIsToldByTheRegistrationAndNotByABeatThatMayCountAsOld() {
        world.master.answersBeats = false;
        world.advance(1500);
        AgentBeat lost = lastBeat();
        world.master.link.cut("cut");
        world.master.answersBeats = true;
        world.mailboxes.runUntil(() -> world.master.registrations.size() == 2, Duration.ofSeconds(1));
        world.master.order(AgentOrder.newBuilder().setDrain(Drain.getDefaultInstance()));
        world.advance(2000);
        AgentBeat told = world.master.beats.stream()
                .filter(AgentBeat::hasStatus)
                .findFirst()
                .orElseThrow();
        assertEquals(lost.getNumber() + 1, told.getNumber());
        assertFalse(told.getStatus().getAcceptsWork());
    }

    @Test
    void aMasterThatNoLongerAnswersIsLeft() {
        world.advance(3000);
        world.master.answersBeats = false;
        world.advance(17_500);
        assertEquals(2, world.master.registrations.size());
    }

    @Test
    void anAgentThatStoodStillSaysForHowLong() {
        world.advance(3000);
        world.mailboxes.pause(Duration.ofMillis(7300));
        world.advance(10);
        assertTrue(lastBeat().getStallMs() > 6000 && lastBeat().getStallMs() <= 7300, "" + lastBeat());
        world.advance(2000);
        assertEquals(0, lastBeat().getStallMs());
    }

    @Test
    void itRegistersAgainWhenNumbersDoNotFit() {
        world.advance(3000);
        world.master.link.say(
                ToAgent.newBuilder().setBeat(BeatReply.newBuilder().setRegisterAgain(true)));
        world.advance(600);
        assertEquals(2, world.master.registrations.size());
        assertEquals(
                world.master.registrations.get(0).getIncarnation(),
                world.master.registrations.get(1).getIncarnation());
    }

    @Test
    void itTriesForEverWithGrowingWaits() {
        world.master.reachable = false;
        world.master.link.cut("the master is gone");
        int before = world.master.tries;
        world.advance(60_000);
        int firstMinute = world.master.tries - before;
        assertTrue(firstMinute >= 6 && firstMinute <= 30, "tries in the first minute: " + firstMinute);
        world.advance(3_600_000);
        int perHour = world.master.tries - before - firstMinute;
        assertTrue(perHour >= 240 && perHour <= 800, "tries in an hour: " + perHour);
        world.master.reachable = true;
        world.advance(15_100);
        assertEquals(2, world.master.registrations.size());
        assertEquals(List.of(), world.ends);
    }

    @Test
    void containersGoOnWithoutTheMasterAndNoneIsStarted() {
        FakeHost.Proc first = world.run(C1);
        world.run(C2);
        world.host.prepareFailures.add(new IOException("slow"));
        ContainerId third = new ContainerId("app-1", 3);
        world.master.order(launching(third));
        world.settle();
        world.master.reachable = false;
        world.master.link.cut("the master is gone");
        world.advance(30_000);
        assertTrue(first.alive);
        assertEquals(List.of(), world.host.of(third), "its second try would have been half a second later");
        first.exit(4);
        world.advance(30_000);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1), "nobody could be told");
        world.master.reachable = true;
        world.advance(15_100);
        assertEquals(4, world.report(C1).getEnd().getStatus());
        assertEquals(ContainerPhase.RUNNING, world.phase(third));
        assertEquals(1, world.host.of(C2).size());
    }

    @Test
    void reportsAreToldAgainUntilTheyAreAcknowledged() {
        world.master.acknowledges = false;
        world.run(C1).exit(0);
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(1, world.host.read().size(), "not acknowledged, not forgotten");
        for (int connection = 2; connection < 5; connection++) {
            world.master.known.clear();
            world.master.link.cut("cut");
            world.advance(15_100);
            assertEquals(connection, world.master.registrations.size());
            assertEquals(ContainerPhase.ENDED, world.phase(C1), "in connection " + connection);
        }
        world.master.acknowledge(world.master.heardUpTo);
        world.settle();
        assertEquals(List.of(), world.host.read());
        world.master.known.clear();
        world.master.link.cut("cut");
        world.advance(15_100);
        assertEquals(List.of(), List.copyOf(world.master.known.values()));
    }

    @Test
    void aMasterMayAcknowledgeReportsAlone() {
        world.master.acknowledges = false;
        world.master.acknowledgesRegistrations = false;
        world.master.order(stopping(C2, 0));
        world.settle();
        world.master.acknowledges = true;
        for (int left : List.of(1, 0)) {
            world.master.link.cut("cut");
            world.advance(15_100);
            int last = world.master.registrations.size() - 1;
            assertEquals(left, world.master.registrations.get(last).getContainersCount());
        }
    }

    @Test
    void anAcknowledgementThatCrossesANewerReportDoesNotCover() {
        world.master.acknowledges = false;
        FakeHost.Proc process = world.run(C1);
        long running = world.master.heardUpTo;
        process.exit(0);
        world.settle();
        world.master.acknowledge(running);
        world.settle();
        world.master.known.clear();
        world.master.link.cut("cut");
        world.advance(15_100);
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
    }

    @Test
    void whatTheWelcomeDoesNotWantIsKilled() {
        world.run(C1);
        world.run(C2);
        world.host.log.clear();
        world.master.welcome.addKill(C1.toMessage()).clearKnownApplications().addKnownApplications("app-2");
        world.master.link.cut("cut");
        world.advance(20_000);
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(ContainerPhase.RUNNING, world.phase(C2));
        assertTrue(world.host.log.contains("clear all of app-1"));
        assertFalse(world.host.log.contains("clear all of app-2"));
    }

    @Test
    void onlyTheNewestConnectionIsHeard() {
        ScriptedMaster.Link old = world.master.link;
        world.master.link.cut("cut");
        world.advance(15_100);
        assertEquals(2, world.master.registrations.size());
        old.comeLate(ToAgent.newBuilder().setOrders(AgentOrders.newBuilder().addOrders(launching(C1))));
        world.settle();
        assertEquals(List.of(), world.host.of(C1));
    }

    @Test
    void aHigherEpochIsWrittenDownBeforeItIsObeyed() {
        world.master.epoch = 5;
        world.host.writeFailures.add(new IOException("no space left"));
        world.master.link.cut("a new master comes");
        world.mailboxes.runUntil(() -> world.master.registrations.size() == 2, Duration.ofSeconds(20));
        world.master.order(launching(C1));
        world.settle();
        assertEquals(1, world.host.state.getEpoch());
        assertEquals(List.of(), world.host.of(C1), "an order of a master that could not be written down");
        world.advance(15_100);
        assertEquals(5, world.host.state.getEpoch());
        world.run(C1);
    }

    @Test
    void aLowerEpochIsNotObeyedAlsoByTheNextAgent() {
        world.master.epoch = 5;
        world.master.link.cut("a new master comes");
        world.advance(15_100);
        assertEquals(5, world.host.state.getEpoch());
        world.kill();
        world.master.epoch = 4;
        world.start();
        world.advance(40_000);
        assertEquals(
                5,
                world.master
                        .registrations
                        .get(world.master.registrations.size() - 1)
                        .getHighestEpoch());
        world.master.order(launching(C1));
        world.settle();
        assertEquals(List.of(), world.host.of(C1));
        assertEquals(1, world.welcomes);
        world.master.epoch = 6;
        world.advance(20_000);
        assertEquals(2, world.welcomes);
    }

    @Test
    void ordersOfALowerEpochOnAGoodConnectionEndIt() {
        world.master.epoch = 5;
        world.master.link.cut("a new master comes");
        world.advance(15_100);
        world.master.epoch = 4;
        world.master.order(launching(C1));
        world.settle();
        assertEquals(List.of(), world.host.of(C1));
    }

    @Test
    void anotherClusterIsRefusedAndAnAgentThatNeverWorkedEnds() {
        world.kill();
        world.master.cluster = "cluster-2";
        world.start();
        world.settle();
        assertEquals(List.of("1 belongs to cluster cluster-1, the master is that of cluster cluster-2"), world.ends);
        assertEquals("cluster-1", world.host.state.getCluster());
    }

    @Test
    void anAgentThatWorkedGoesOnTrying() {
        world.run(C1);
        world.master.cluster = "cluster-2";
        world.master.link.cut("cut");
        world.advance(60_000);
        assertEquals(List.of(), world.ends);
        assertTrue(world.host.running(C1).alive);
        world.master.cluster = "cluster-1";
        world.advance(15_100);
        world.master.order(stopping(C1, 0));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
    }

    @Test
    void aRefusalForGoodEndsAnAgentThatNeverWorked() {
        AgentWorld other = new AgentWorld(1);
        other.master.refusal =
                Refusal.newBuilder().setReason("node-1 is registered already").build();
        other.start();
        other.settle();
        assertEquals(List.of("1 refused by the master: node-1 is registered already"), other.ends);
    }

    @Test
    void aRefusalForNowIsTriedAgain() {
        AgentWorld other = new AgentWorld(1);
        other.master.refusal =
                Refusal.newBuilder().setReason("starts").setTryAgain(true).build();
        other.start();
        other.advance(5000);
        assertEquals(List.of(), other.ends);
        other.master.refusal = null;
        other.advance(15_100);
        assertEquals(1, other.welcomes);
    }

    @Test
    void aMasterThatSaysNothingIsLeft() {
        AgentWorld other = new AgentWorld(1);
        other.master.welcomes = false;
        other.start();
        other.advance(9000);
        assertEquals(1, other.master.registrations.size());
        other.advance(1600);
        assertEquals(2, other.master.registrations.size());
    }

    @Test
    void aFullDiskTurnsWorkAwayUntilThereIsRoomAgain() {
        world.host.disk = new DiskState(9_000, 100_000, "");
        world.advance(31_000);
        assertFalse(lastBeat().getNumber() == 0);
        AgentBeat told = world.master.beats.stream()
                .filter(AgentBeat::hasStatus)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertFalse(told.getStatus().getAcceptsWork());
        assertFalse(told.getStatus().getHealthy());
        assertEquals(
                List.of("directory /disk: used to 91 %, expected less than 90 %"),
                told.getStatus().getReasonsList());
        world.host.disk = new DiskState(12_000, 100_000, "");
        world.advance(31_000);
        world.master.order(launching(C1));
        world.settle();
        assertEquals(Cause.BUSY, world.cause(C1), "88 % is not enough to come back");
        world.host.disk = new DiskState(20_000, 100_000, "");
        world.advance(31_000);
        world.run(C2);
    }

    @Test
    void aBadDiskIsLeftOutAndComesBack() {
        world.host.disk = new DiskState(50_000, 100_000, "cannot be written: read-only");
        world.advance(31_000);
        world.master.order(launching(C1));
        world.settle();
        assertEquals(
                "the node takes no work: directory /disk: cannot be written: read-only",
                world.report(C1).getEnd().getDiagnostics());
        world.host.disk = new DiskState(50_000, 100_000, "");
        world.advance(31_000);
        world.run(C2);
    }

    @Test
    void aProgramThatComplainsTurnsWorkAway() {
        AgentWorld other = new AgentWorld(1);
        Path program = Path.of("/usr/bin/check");
        other.programs = List.of(program);
        other.health.put(program, HealthReport.complaint("ERROR the fan stands still"));
        other.start();
        other.settle();
        other.master.order(launching(C1));
        other.settle();
        assertEquals(Cause.BUSY, other.cause(C1));
        other.health.clear();
        other.advance(61_000);
        other.run(C2);
    }

    @Test
    void figuresOfProgramsGoWithBeatsAndHurryNone() {
        AgentWorld other = new AgentWorld(1);
        Path program = Path.of("/usr/bin/count");
        other.programs = List.of(program);
        other.health.put(program, new HealthReport("", Map.of("errors", 3.0), ""));
        other.start();
        other.settle();
        other.advance(2000);
        assertEquals(Map.of("errors", 3.0), lastStatus(other).getUsage().getReportedMap());
        assertTrue(lastStatus(other).getAcceptsWork());

        other.master.beatMs = 20_000;
        other.advance(2000);
        int beats = other.master.beats.size();
        for (int minute = 1; minute <= 20; minute++) {
            other.health.put(program, new HealthReport("", Map.of("errors", 3.0 + minute), ""));
            other.advance(60_000);
        }
        assertEquals(60, other.master.beats.size() - beats, 1, "as many beats as were due");
        other.advance(60_000);
        assertEquals(Map.of("errors", 23.0), lastStatus(other).getUsage().getReportedMap());

        other.health.clear();
        other.advance(120_000);
        assertEquals(Map.of(), lastStatus(other).getUsage().getReportedMap());
    }

    @Test
    void processesOfNobodyAreKilledWhenTheMasterIsThereAndNotBefore() {
        world.run(C1);
        world.kill();
        world.host.strays.add("app-9_worker-1");
        world.host.strays.add(C1.toString());
        world.master.reachable = false;
        world.start();
        world.advance(5000);
        assertEquals(2, world.host.strays.size());
        world.master.reachable = true;
        world.advance(20_000);
        assertEquals(List.of(C1.toString()), List.copyOf(world.host.strays));
        ContainerReport report = world.report(C1);
        assertEquals(ContainerPhase.RUNNING, report.getPhase());
    }
}
