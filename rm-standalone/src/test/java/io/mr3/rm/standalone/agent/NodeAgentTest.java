package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.launch;
import static io.mr3.rm.standalone.agent.AgentWorld.launching;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.PurgeApplication;
import io.mr3.rm.standalone.proto.Reset;
import io.mr3.rm.standalone.proto.Resize;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers of an agent from their order to their end. */
class NodeAgentTest {
    private final AgentWorld world = AgentWorld.registered(1);

    @Test
    void aContainerIsLaunchedRunsAndEnds() {
        FakeHost.Proc process = world.run(C1);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(process.stamp.pid(), world.report(C1).getPid());
        assertEquals("/disk/app-1_worker-1/output.log", world.report(C1).getLogFile());

        process.exit(0);
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(Cause.COMPLETED, world.cause(C1));
        assertEquals(List.of("last words"), world.report(C1).getEnd().getLastLinesList());
        assertEquals(List.of(), world.host.read(), "acknowledged, so forgotten");
        assertTrue(
                world.host.log.containsAll(List.of("kill " + C1, "clear " + C1, "forget " + C1)), "" + world.host.log);
    }

    @Test
    void theEndOfAFailureSaysHow() {
        world.run(C1).exit(3);
        world.settle();
        assertEquals(Cause.FAILED, world.cause(C1));
        assertEquals(3, world.report(C1).getEnd().getStatus());
        assertEquals("exit status 3", world.report(C1).getEnd().getDiagnostics());
    }

    @Test
    void anEndThatComesBeforeTheStartIsOverCounts() {
        world.host.exitsAtOnce = true;
        world.master.order(launching(C1));
        world.settle();
        assertEquals(Cause.COMPLETED, world.cause(C1));
    }

    @Test
    void theSameOrderASecondTimeIsHarmless() {
        world.run(C1);
        int heard = world.master.reports.size();
        world.master.order(launching(C1));
        world.settle();
        assertEquals(1, world.host.of(C1).size());
        assertEquals(heard + 1, world.master.reports.size(), "it is reported as it is");
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
    }

    @Test
    void aNameIsNeverUsedAgain() {
        world.run(C1).exit(0);
        world.settle();
        world.master.known.clear();
        world.master.order(launching(C1));
        world.settle();
        assertEquals(1, world.host.of(C1).size());
        assertEquals(Cause.COMPLETED, world.cause(C1));
    }

    @Test
    void whatDoesNotFitIsRefusedAsBusy() {
        world.master.order(
                AgentOrder.newBuilder().setLaunch(launch(C1, 3000, 1)),
                AgentOrder.newBuilder().setLaunch(launch(C2, 1097, 1)));
        world.settle();
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(ContainerPhase.REFUSED, world.phase(C2));
        assertEquals(Cause.BUSY, world.cause(C2));
        assertEquals(
                "the node has 4096 MB and 4 cores, with this one 4097 MB and 2 cores would be taken",
                world.report(C2).getEnd().getDiagnostics());
        ContainerId third = new ContainerId("app-1", 3);
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(third, 1096, 1)));
        world.settle();
        assertEquals(ContainerPhase.RUNNING, world.phase(third));
    }

    @Test
    void anotherSizeHoldsFromThenOnAndWhatRunsStays() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 3000, 1)), resize(2000, 0));
        world.settle();
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(
                Amount.newBuilder().setMemoryMb(2000).setCores(4).build(),
                world.agent.view().status().getTotal());
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C2, 1, 1)));
        world.settle();
        assertEquals(
                "the node has 2000 MB and 4 cores, with this one 3001 MB and 2 cores would be taken",
                world.report(C2).getEnd().getDiagnostics());
        ContainerId third = new ContainerId("app-1", 3);
        world.master.order(resize(8000, 2), AgentOrder.newBuilder().setLaunch(launch(third, 5000, 1)));
        world.settle();
        assertEquals(ContainerPhase.RUNNING, world.phase(third));
    }

    private static AgentOrder.Builder resize(int memoryMb, int cores) {
        Amount total = Amount.newBuilder().setMemoryMb(memoryMb).setCores(cores).build();
        return AgentOrder.newBuilder().setResize(Resize.newBuilder().setTotal(total));
    }

    @Test
    void onlySoManyAreLaunchedAtOnce() {
        AgentWorld few = new AgentWorld(1);
        few.launches = 1;
        few.start();
        few.settle();
        few.host.prepareFailures.add(new IOException("the network is away"));
        few.master.order(launching(C1), launching(C2));
        few.settle();
        assertEquals(ContainerPhase.RUNNING, few.phase(C2), "while the first waits for its second try");
        assertEquals(ContainerPhase.LOCALIZING, few.phase(C1));
        few.advance(500);
        assertEquals(ContainerPhase.RUNNING, few.phase(C1));
    }

    @Test
    void aLaunchIsTriedThreeTimes() {
        for (int i = 0; i < 3; i++) {
            world.host.startFailures.add(new IOException("cannot fork, time " + (i + 1)));
        }
        world.master.order(launching(C1));
        world.advance(1400);
        assertEquals(ContainerPhase.LOCALIZING, world.phase(C1));
        world.advance(200);
        assertEquals(ContainerPhase.REFUSED, world.phase(C1));
        assertEquals(Cause.LAUNCH_FAILED, world.cause(C1));
        assertEquals("cannot fork, time 3", world.report(C1).getEnd().getDiagnostics());
    }

    @Test
    void whatCanNeverWorkIsTriedOnce() {
        world.host.prepareFailures.add(new RefusedException("file /x does not exist"));
        world.master.order(launching(C1));
        world.settle();
        assertEquals(ContainerPhase.REFUSED, world.phase(C1));
        assertEquals("file /x does not exist", world.report(C1).getEnd().getDiagnostics());
    }

    @Test
    void nothingHappensThatCannotBeWrittenDown() {
        world.host.writeFailures.add(new IOException("no space left"));
        world.master.order(launching(C1));
        world.settle();
        assertEquals(ContainerPhase.REFUSED, world.phase(C1));
        assertEquals(
                "cannot be written down: no space left",
                world.report(C1).getEnd().getDiagnostics());
        assertEquals(Cause.BUSY, world.cause(C1), "another node may do it");
        assertEquals(List.of(), world.host.of(C1));
        assertFalse(world.agent.view().status().getAcceptsWork());
        world.advance(31_000);
        world.run(C2);
    }

    @Test
    void badOrdersAreRefusedInOneLine() {
        Launch noProgram = launch(C1, 10, 1).toBuilder()
                .setCommand(Command.getDefaultInstance())
                .build();
        Launch path = launch(new ContainerId("../../etc", 7), 10, 1);
        world.master.order(
                AgentOrder.newBuilder().setLaunch(noProgram),
                AgentOrder.newBuilder().setLaunch(path));
        world.settle();
        assertEquals(
                "container app-1_worker-1: expected a program to run, got ''",
                world.report(C1).getEnd().getDiagnostics());
        ContainerReport refused = world.report(new ContainerId("../../etc", 7));
        assertEquals(ContainerPhase.REFUSED, refused.getPhase());
        assertEquals(Cause.LAUNCH_FAILED, refused.getEnd().getCause());
    }

    @Test
    void aProcessThatFailsIsStartedAgainAsOftenAsItMay() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 10, 3)));
        world.settle();
        world.host.running(C1).exit(1);
        world.settle();
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(2, world.report(C1).getAttempt());
        world.advance(1000);
        world.host.running(C1).exit(1);
        world.advance(1000);
        assertEquals(3, world.report(C1).getAttempt());
        world.host.running(C1).exit(5);
        world.advance(2000);
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(3, world.report(C1).getAttempt());
        assertEquals(5, world.report(C1).getEnd().getStatus());
        assertEquals(3, world.host.of(C1).size());
    }

    @Test
    void successIsNotRepeated() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 10, 3)));
        world.settle();
        world.host.running(C1).exit(0);
        world.advance(5000);
        assertEquals(1, world.host.of(C1).size());
        assertEquals(Cause.COMPLETED, world.cause(C1));
    }

    @Test
    void aContainerThatIsToEndIsAskedAndEnds() {
        world.run(C1);
        world.master.order(stopping(C1, 5000));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(143, world.report(C1).getEnd().getStatus());
        assertTrue(world.master.reports.stream().anyMatch(report -> report.getPhase() == ContainerPhase.STOPPING));
    }

    @Test
    void oneThatDoesNotCareIsKilledAfterTheGrace() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 5000));
        world.advance(4900);
        assertEquals(ContainerPhase.STOPPING, world.phase(C1));
        assertTrue(world.host.running(C1).asked);
        world.advance(100 + Stopping.DUMP_TAKES.toMillis());
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(137, world.report(C1).getEnd().getStatus());
        assertEquals(Cause.KILLED, world.cause(C1));
    }

    @Test
    void aShorterGraceCountsALongerOneDoesNot() {
        world.host.stubborn = true;
        world.run(C1);
        world.run(C2);
        world.master.order(stopping(C1, 60_000), stopping(C1, 1000), stopping(C2, 1000), stopping(C2, 60_000));
        world.advance(1000 + Stopping.DUMP_TAKES.toMillis());
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(ContainerPhase.ENDED, world.phase(C2));
    }

    @Test
    void noGraceKillsAtOnce() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 0));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertFalse(world.host.of(C1).get(0).asked);
    }

    @Test
    void unknownContainersHaveEnded() {
        world.master.order(stopping(C2, 0));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C2));
        assertEquals("not known to this node", world.report(C2).getEnd().getDiagnostics());
    }

    @Test
    void aStopThatCrossesTheLaunchIsCarriedOutInAnyOrder() {
        for (long seed = 1; seed <= 200; seed++) {
            AgentWorld crossing = AgentWorld.registered(seed);
            long[] steps = {seed % 16};
            crossing.mailboxes.afterEachStep(() -> {
                if (steps[0]-- == 0) {
                    crossing.master.order(stopping(C1, 1000));
                }
            });
            crossing.master.order(launching(C1));
            crossing.advance(2000);
            assertTrue(steps[0] < 0, "seed " + seed);
            assertEquals(ContainerPhase.ENDED, crossing.phase(C1), "seed " + seed);
            assertEquals(Cause.KILLED, crossing.cause(C1), "seed " + seed);
            assertTrue(crossing.host.of(C1).stream().noneMatch(process -> process.alive), "seed " + seed);
            assertEquals(List.of(), crossing.host.read(), "seed " + seed);
        }
    }

    @Test
    void aContainerThatEndsWhileItIsToEndHasEndedOnce() {
        for (long seed = 1; seed <= 100; seed++) {
            AgentWorld crossing = AgentWorld.registered(seed);
            FakeHost.Proc process = crossing.run(C1);
            crossing.master.order(stopping(C1, 1000));
            process.exit(0);
            crossing.advance(10_000);
            long ended = crossing.master.reports.stream()
                    .filter(report -> report.getPhase() == ContainerPhase.ENDED)
                    .count();
            assertEquals(1, ended, "seed " + seed);
        }
    }

    @Test
    void moreMemoryThanTwiceIsNotTolerated() {
        world.run(C1);
        world.host.memory.put(C1, 2049L);
        world.advance(3000);
        assertEquals(Cause.OUT_OF_MEMORY, world.cause(C1));
        assertEquals(
                "killed since it takes 2049 MB, expected at most 1024 MB; " + ExitStatus.words(137),
                world.report(C1).getEnd().getDiagnostics());
    }

    @Test
    void aForkIsToleratedForOneLook() {
        world.run(C1);
        world.host.memory.put(C1, 1500L);
        world.advance(3000);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        world.host.memory.put(C1, 800L);
        world.advance(3000);
        world.host.memory.put(C1, 1500L);
        world.advance(3000);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        world.advance(3000);
        assertEquals(Cause.OUT_OF_MEMORY, world.cause(C1));
    }

    @Test
    void whatTheKernelKilledForMemoryIsSaidToBeThat() {
        world.host.outOfMemory.add(C1);
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 10, 3)));
        world.settle();
        world.host.running(C1).die(137);
        world.advance(5000);
        assertEquals(Cause.OUT_OF_MEMORY, world.cause(C1));
        assertEquals(1, world.host.of(C1).size(), "it would need as much again");
    }

    @Test
    void aPurgeEndsWhatRunsOfTheApplication() {
        ContainerId other = new ContainerId("app-2", 1);
        world.run(C1);
        world.run(other);
        world.master.order(
                AgentOrder.newBuilder().setPurge(PurgeApplication.newBuilder().setApplication("app-1")));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(ContainerPhase.RUNNING, world.phase(other));
        assertTrue(world.host.log.contains("clear all of app-1"));
    }

    @Test
    void aResetEndsAllAndTheAgent() {
        world.host.stubborn = true;
        world.run(C1);
        world.run(C2);
        world.master.order(AgentOrder.newBuilder().setReset(Reset.newBuilder().setReason("the cluster is stopped")));
        world.settle();
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(Cause.KILLED, world.cause(C2));
        assertEquals(List.of("0 the cluster is stopped"), world.ends);
        assertFalse(world.master.goodbyes.get(0).getKeepsWorkers());
        assertEquals(List.of(), world.host.read());
        world.advance(60_000);
        assertEquals(1, world.ends.size());
    }

    @Test
    void anAgentThatLeavesKeepsItsContainers() {
        world.run(C1);
        world.agent.leave("signal TERM");
        world.settle();
        assertEquals(List.of("0 signal TERM"), world.ends);
        assertTrue(world.master.goodbyes.get(0).getKeepsWorkers());
        assertTrue(world.host.running(C1).alive);
        assertNotEquals(List.of(), world.host.read());
    }

    @Test
    void aProcessThatIsGoneWithoutAWordEndsAfterAWhile() {
        FakeHost.Proc process = world.run(C1);
        world.host.orphan();
        process.alive = false;
        world.advance(1500);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        world.advance(3000);
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(-1, world.report(C1).getEnd().getStatus());
        assertEquals(Cause.CAUSE_UNKNOWN, world.cause(C1));
    }

    @Test
    void reportsArePushedAtOnceAndTogether() {
        world.master.reports.clear();
        world.master.acknowledges = false;
        FakeHost.Proc process = world.run(C1);
        long before = world.mailboxes.nanoTime();
        process.exit(0);
        world.settle();
        assertEquals(before, world.mailboxes.nanoTime());
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        List<Long> numbers =
                world.master.reports.stream().map(ContainerReport::getNumber).toList();
        assertEquals(numbers.stream().sorted().distinct().toList(), numbers, "numbers grow");
    }
}
