package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.launch;
import static io.mr3.rm.standalone.agent.AgentWorld.launching;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent that was killed and started again finds its containers, at whatever moment it was killed. */
class AgentRestartTest {
    private AgentWorld world = AgentWorld.registered(1);

    private void restart() {
        world.kill();
        world.start();
        world.settle();
    }

    private AgentRegister lastRegistration() {
        return world.master.registrations.get(world.master.registrations.size() - 1);
    }

    @Test
    void survivorsAreFoundAgain() {
        FakeHost.Proc process = world.run(C1);
        restart();
        assertEquals(2, lastRegistration().getIncarnation());
        ContainerReport report = lastRegistration().getContainers(0);
        assertEquals(ContainerPhase.RUNNING, report.getPhase());
        assertEquals(process.stamp.pid(), report.getPid());
        process.exit(7);
        world.advance(2000);
        assertEquals(7, world.report(C1).getEnd().getStatus());
        assertEquals(1, world.host.of(C1).size());
        assertTrue(world.host.log.contains("found " + C1));
    }

    @Test
    void whoEndedMeanwhileIsReportedAsItDid() {
        FakeHost.Proc process = world.run(C1);
        world.run(C2);
        world.kill();
        process.exit(9);
        world.host.running(C2).die(0);
        world.start();
        world.settle();
        assertEquals(9, world.report(C1).getEnd().getStatus());
        assertEquals(Cause.FAILED, world.cause(C1));
        assertEquals(ContainerPhase.RUNNING, world.phase(C2), "its status may come");
        world.advance(4000);
        assertEquals(-1, world.report(C2).getEnd().getStatus());
    }

    @Test
    void whatWasAcknowledgedIsNotToldAgain() {
        world.run(C1).exit(0);
        world.settle();
        restart();
        assertEquals(0, lastRegistration().getContainersCount());
    }

    @Test
    void whatWasNotAcknowledgedIsToldAgain() {
        world.master.acknowledges = false;
        world.run(C1).exit(0);
        world.settle();
        restart();
        assertEquals(
                Cause.COMPLETED, lastRegistration().getContainers(0).getEnd().getCause());
    }

    @Test
    void afterABootNothingLives() {
        world.run(C1);
        world.kill();
        world.host.reboot("boot-2");
        world.start();
        world.settle();
        assertEquals(Cause.NODE_GONE, world.cause(C1));
        assertEquals(
                List.of(),
                world.host.log.stream().filter(line -> line.startsWith("kill")).toList());
    }

    @Test
    void whatWasToEndIsKilled() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 60_000));
        world.settle();
        restart();
        world.advance(100);
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
    }

    @Test
    void aNameIsTakenAlsoIfOnlyItsOutputIsLeft() {
        world.left = List.of(C1);
        restart();
        world.master.order(launching(C1));
        world.settle();
        assertEquals(List.of(), world.host.of(C1));
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(
                "ended under an agent before this one",
                world.report(C1).getEnd().getDiagnostics());
    }

    @Test
    void attemptsAreCountedOn() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 10, 2)));
        world.settle();
        world.host.running(C1).exit(1);
        world.settle();
        restart();
        world.advance(1000);
        assertEquals(2, world.report(C1).getAttempt());
        world.host.running(C1).exit(1);
        world.advance(3000);
        assertEquals(ContainerPhase.ENDED, world.phase(C1));
        assertEquals(2, world.host.of(C1).size());
    }

    /** The agent is killed after each single step of a container's life in turn. */
    @Test
    void anyMomentIsAsGoodAsAnyOther() {
        int moments = 0;
        for (long seed = 1; seed <= 4; seed++) {
            int steps = 0;
            while (runUntilKilledAfter(seed, steps)) {
                steps++;
            }
            moments += steps;
        }
        assertTrue(moments > 200, "moments: " + moments);
    }

    /** Whether the life was still going on after {@code steps}. */
    private boolean runUntilKilledAfter(long seed, int steps) {
        world = AgentWorld.registered(seed);
        world.master.beatMs = 10_000;
        world.host.stubborn = seed % 2 == 0;
        int[] taken = {0};
        boolean[] killed = {false};
        world.mailboxes.afterEachStep(() -> {
            if (taken[0]++ == steps && !killed[0]) {
                killed[0] = true;
                world.kill();
                world.start();
            }
        });
        world.master.order(launching(C1), AgentOrder.newBuilder().setLaunch(launch(C2, 10, 2)));
        world.advance(20_000);
        String when = "seed " + seed + ", killed after step " + steps;
        // the order was lost with the agent if it had not been written down: a master orders again
        world.master.order(launching(C1), AgentOrder.newBuilder().setLaunch(launch(C2, 10, 2)));
        world.advance(3000);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1), when);
        assertEquals(1, world.host.of(C1).size(), when);

        world.host.of(C2).stream().filter(process -> process.alive).forEach(process -> process.exit(1));
        world.master.order(stopping(C1, 1000));
        world.advance(20_000);
        world.master.order(stopping(C1, 1000));
        world.host.of(C2).stream().filter(process -> process.alive).forEach(process -> process.exit(0));
        world.advance(20_000);
        checkEnd(C1, Cause.KILLED, when);
        checkEnd(C2, Cause.COMPLETED, when);
        assertEquals(1, world.host.of(C1).size(), when);
        assertEquals(2, world.host.of(C2).size(), when);
        assertEquals(List.of(), world.host.read(), when);
        return killed[0];
    }

    private void checkEnd(ContainerId id, Cause cause, String when) {
        assertEquals(ContainerPhase.ENDED, world.phase(id), when);
        boolean told = world.master.reports.stream()
                .filter(report -> ContainerId.of(report.getContainer()).equals(id))
                .anyMatch(report -> report.getEnd().getCause() == cause);
        assertTrue(told, when + ": " + world.report(id));
    }

    @Test
    void aStartThatWasBegunIsFoundOrNeverHappens() {
        world.host.processes.clear();
        world.mailboxes.afterEachStep(() -> {
            if (!world.host.records.isEmpty()
                    && world.host.records.get(C1).getStarting()
                    && world.host.processes.isEmpty()) {
                world.kill();
            }
        });
        world.master.order(launching(C1));
        world.mailboxes.advance(Duration.ofSeconds(1));
        world.mailboxes.afterEachStep(() -> {});
        assertTrue(world.host.records.get(C1).getStarting());
        world.start();
        world.settle();
        assertTrue(world.host.cancelled.contains(C1 + ".1"), "the first start can no longer happen");
        assertEquals(2, world.host.running(C1).start);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
    }
}
