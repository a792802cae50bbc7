package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.DISK;
import static io.mr3.rm.standalone.agent.AgentWorld.launch;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent does about containers that live and hang: ten minutes without a pulse are too long. */
class PulseWatchTest {
    private static final int SECOND = 1000;

    private final AgentWorld world = AgentWorld.registered(1);

    /** Runs with a pulse each ten seconds, which it shows once more at the end. */
    private void beats(ContainerId id, int seconds) {
        for (int i = 0; i < seconds; i += 10) {
            world.host.touch(id);
            world.advance(10 * SECOND);
        }
        world.host.touch(id);
    }

    private void passes(int seconds) {
        world.advance((long) seconds * SECOND);
    }

    private List<String> doneTo(ContainerId id) {
        return world.host.log.stream()
                .filter(line -> line.equals("threads " + id) || line.equals("kill " + id))
                .toList();
    }

    @Test
    void oneThatHasHadAPulsePrintsItsThreadsAndIsKilledAfterTheTime() {
        world.run(C1);
        beats(C1, 1800);
        passes(605);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(List.of(), doneTo(C1));
        passes(10);
        assertEquals(Cause.HUNG, world.cause(C1));
        assertEquals("threads " + C1, doneTo(C1).get(0));
        assertTrue(doneTo(C1).contains("kill " + C1));
        assertEquals(
                "killed since it hangs: it lives, and had no pulse for 600 s; " + ExitStatus.words(137),
                world.report(C1).getEnd().getDiagnostics());
        assertEquals(137, world.report(C1).getEnd().getStatus());
    }

    @Test
    void oneThatNeverHadAPulseIsNeverJudged() {
        world.run(C1);
        passes(7200);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
    }

    @Test
    void nobodyIsJudgedWhereThatIsTurnedOff() {
        AgentWorld off = new AgentWorld(1);
        off.hangTimeout = Duration.ZERO;
        off.start();
        off.settle();
        off.run(C1);
        off.host.touch(C1);
        off.advance(7_200 * SECOND);
        assertEquals(ContainerPhase.RUNNING, off.phase(C1));
    }

    @Test
    void aLookThatComesLateCondemnsNobody() {
        world.run(C1);
        beats(C1, 60);
        passes(590);
        world.process.stop();
        passes(3600);
        world.process.resume();
        passes(590);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1), "the count has begun anew");
        passes(30);
        assertEquals(Cause.HUNG, world.cause(C1));
    }

    @Test
    void theCountBeginsAnewWithTheAgent() {
        world.run(C1);
        beats(C1, 60);
        passes(590);
        world.kill();
        world.start();
        passes(590);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        passes(30);
        assertEquals(Cause.HUNG, world.cause(C1));
    }

    @Test
    void nobodyCanTouchAnythingOnADiskThatIsBad() {
        world.run(C1);
        beats(C1, 60);
        world.host.disk = new DiskState(50_000, 100_000, "cannot be written: read-only");
        passes(3600);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        world.host.disk = new DiskState(50_000, 100_000, "");
        passes(590);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        passes(60);
        assertEquals(Cause.HUNG, world.cause(C1));
    }

    @Test
    void oneThatMayRunAgainDoesAndIsJudgedOnceItHasAPulseOfItsOwn() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 1024, 2)));
        world.settle();
        beats(C1, 60);
        passes(620);
        assertEquals(2, world.host.of(C1).size());
        assertEquals(2, world.report(C1).getAttempt());
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
        assertEquals(
                DISK.resolve(C1.toString()) + "/output.log", world.report(C1).getLogFile());
        passes(3600);
        assertEquals(ContainerPhase.RUNNING, world.phase(C1), "no pulse yet");
        beats(C1, 60);
        passes(620);
        assertEquals(Cause.HUNG, world.cause(C1));
        assertEquals(2, world.host.of(C1).size());
    }

    @Test
    void anOrderThatItShallEndMeansThatItDoesNotRunAgain() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 1024, 2)));
        world.settle();
        beats(C1, 60);
        while (doneTo(C1).isEmpty()) {
            world.advance(100);
        }
        assertEquals(List.of("threads " + C1), doneTo(C1));
        world.master.order(stopping(C1, 20_000));
        world.advance(30 * SECOND);
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(1, world.host.of(C1).size());
    }

    @Test
    void othersGoOn() {
        world.run(C1);
        world.run(C2);
        world.host.touch(C1);
        beats(C2, 700);
        assertEquals(Cause.HUNG, world.cause(C1));
        assertEquals(ContainerPhase.RUNNING, world.phase(C2));
    }

    @Test
    void anAgentThatComesWhileOneIsBeingKilledStartsItAgain() {
        world.master.order(AgentOrder.newBuilder().setLaunch(launch(C1, 1024, 2)));
        world.settle();
        beats(C1, 60);
        while (doneTo(C1).isEmpty()) {
            world.advance(100);
        }
        world.kill();
        world.start();
        passes(30);
        assertEquals(2, world.host.of(C1).size());
        assertEquals(ContainerPhase.RUNNING, world.phase(C1));
    }
}
