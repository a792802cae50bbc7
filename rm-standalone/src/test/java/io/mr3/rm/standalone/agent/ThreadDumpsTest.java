package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.DumpThreads;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When JVMs of containers print their threads: by an order, and before they are killed since they did not end in time. */
class ThreadDumpsTest {
    private final AgentWorld world = AgentWorld.registered(1);

    static AgentOrder.Builder dumping(ContainerId id) {
        return AgentOrder.newBuilder().setDumpThreads(DumpThreads.newBuilder().setContainer(id.toMessage()));
    }

    /** What was done to processes, in order. */
    private List<String> done() {
        return world.host.log.stream()
                .filter(line -> line.matches("(terminate|threads|kill) .*"))
                .toList();
    }

    @Test
    void anOrderGoesToTheContainerThatItNames() {
        world.run(C1);
        world.run(C2);
        world.master.order(dumping(C2));
        world.settle();
        assertEquals(List.of("threads " + C2), done());
        assertEquals(ContainerPhase.RUNNING, world.phase(C2));
    }

    @Test
    void whatDoesNotRunPrintsNothing() {
        world.run(C1).exit(0);
        world.settle();
        world.host.log.clear();
        world.master.order(dumping(C1), dumping(C2));
        world.settle();
        assertEquals(List.of(), done());
    }

    @Test
    void theNextAgentKnowsTheProcess() {
        world.run(C1);
        world.kill();
        world.start();
        world.advance(1000);
        world.master.order(dumping(C1));
        world.settle();
        assertEquals(List.of("threads " + C1), done());
    }

    @Test
    void oneThatDoesNotEndInTimePrintsItsThreadsAndIsKilledHalfASecondLater() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 5000));
        world.advance(4900);
        assertEquals(List.of("terminate " + C1), done());
        world.advance(550);
        assertEquals(List.of("terminate " + C1, "threads " + C1), done());
        assertTrue(world.host.running(C1).alive);
        world.advance(100);
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(137, world.report(C1).getEnd().getStatus());
        assertEquals("kill " + C1, done().get(2));
    }

    @Test
    void oneThatEndsMeanwhileHasItsOwnEnd() {
        world.host.stubborn = true;
        FakeHost.Proc process = world.run(C1);
        world.master.order(stopping(C1, 5000));
        world.advance(5100);
        process.exit(7);
        world.settle();
        assertEquals(7, world.report(C1).getEnd().getStatus());
        world.advance(1000);
        assertEquals(1, done().stream().filter(("kill " + C1)::equals).count(), "what it has left is cleared up once");
    }

    @Test
    void whatIsKilledAtOncePrintsNothing() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 0));
        world.advance(10_000);
        assertFalse(done().contains("threads " + C1));
    }

    @Test
    void aKillDoesNotWaitForADump() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 5000));
        world.advance(5100);
        assertTrue(world.host.running(C1).alive);
        world.master.order(stopping(C1, 0));
        world.settle();
        assertEquals(Cause.KILLED, world.cause(C1));
    }

    @Test
    void anOrderToStopThatIsRepeatedBringsNoSecondDump() {
        world.host.stubborn = true;
        world.run(C1);
        world.master.order(stopping(C1, 1000));
        world.advance(900);
        world.master.order(stopping(C1, 1000));
        world.advance(900);
        assertEquals(List.of("terminate " + C1), done(), "the timer of the first does nothing");
        world.advance(200);
        world.master.order(stopping(C1, 1000));
        world.advance(1100);
        assertEquals(Cause.KILLED, world.cause(C1));
        assertEquals(1, done().stream().filter(("threads " + C1)::equals).count());
    }
}
