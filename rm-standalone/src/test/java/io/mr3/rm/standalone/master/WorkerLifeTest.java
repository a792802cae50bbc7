package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorkerLifeTest {
    private final TestCluster cluster = new TestCluster().start();
    private final TestApplication application = cluster.application().register();

    /** Seconds go by in which application and agents beat. */
    private void beating(int seconds, TestAgent... agents) {
        for (int i = 0; i < seconds; i++) {
            cluster.beating(1, agents);
            application.beat();
        }
    }

    @Test
    void aWorkerIsLaunchedAtOnceAndItsLifeTold() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.launches().get(0);
        assertEquals(0, cluster.world.nanoTime(), "no beat was waited for");
        agent.report(agent.phase(container, ContainerPhase.ACCEPTED));
        agent.report(agent.phase(container, ContainerPhase.LOCALIZING));
        assertEquals(List.of(), application.news());
        agent.report(agent.phase(container, ContainerPhase.RUNNING));
        ApplicationEvent started = application.events().get(0);
        assertEquals("host-of-n1", started.getStarted().getHost());
        assertEquals("/log/1", started.getStarted().getLogFile());
        assertEquals(1024, started.getStarted().getAmount().getMemoryMb());
        agent.report(agent.ended(container, ContainerEnd.Cause.FAILED, 3));
        assertEquals(List.of("1 started n1", "1 ended FAILED"), application.news());
        assertEquals(3, application.events().get(1).getEnded().getStatus());
        assertEquals(0, cluster.node("n1").bookedMb());
    }

    @Test
    void aLaunchIsSentOnlyWhenItsAllocationIsOnTheDisk() {
        TestAgent agent = cluster.agent("n1").register();
        cluster.diskDelay = Duration.ofMillis(20);
        application.request(1);
        cluster.pass(Duration.ofMillis(19));
        assertEquals(List.of(), agent.launches());
        cluster.pass(Duration.ofMillis(1));
        assertEquals(1, agent.launches().size());
    }

    @Test
    void aWorkerThatEndsAtOnceHasStartedFirst() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.report(agent.ended(agent.launches().get(0), ContainerEnd.Cause.OUT_OF_MEMORY, 137));
        assertEquals(List.of("1 started n1", "1 ended OUT_OF_MEMORY"), application.news());
    }

    @Test
    void repeatedAndLateReportsChangeNothing() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.launches().get(0);
        var accepted = agent.phase(container, ContainerPhase.ACCEPTED);
        var running = agent.phase(container, ContainerPhase.RUNNING);
        agent.report(accepted, running, running, accepted);
        var ended = agent.ended(container, ContainerEnd.Cause.COMPLETED, 0);
        agent.report(ended, ended);
        assertEquals(List.of("1 started n1", "1 ended COMPLETED"), application.news());
        assertEquals(List.of(), agent.stops());
    }

    @Test
    void whatIsTooLargeForEveryNodeIsRefusedAtOnce() {
        cluster.agent("n1").register();
        application.request(TestApplication.wish(1, 5000));
        assertEquals(List.of("1 refused TOO_LARGE"), application.news());
        assertEquals(
                "expected at most 4096 MB, 4 cores, got 5000 MB, 1 cores",
                application.events().get(0).getRefused().getReason());
    }

    @Test
    void withoutNodesRequestsWait() {
        application.request(TestApplication.wish(1, 5000));
        assertEquals(List.of(), application.news());
        application.request(TestApplication.wish(2, 0));
        assertEquals(List.of("2 refused REFUSED"), application.news());
    }

    @Test
    void aBusyNodeIsLeftAloneForAMoment() {
        TestAgent busy = cluster.agent("n1").register();
        application.request(1);
        TestAgent other = cluster.agent("n2").register();
        busy.report(busy.refused(busy.takeLaunches().get(0), ContainerEnd.Cause.BUSY));
        assertEquals(List.of(application.container(1)), other.runAll());
        application.request(2);
        assertEquals(1, other.runAll().size());
        beating(3, busy, other);
        application.request(3, 4);
        assertEquals(1, busy.runAll().size());
        assertEquals(List.of(), cluster.node("n1").reasons());
    }

    @Test
    void aLaunchThatIsNotAcceptedIsEndedAndMadeElsewhere() {
        TestAgent deaf = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = deaf.takeLaunches().get(0);
        beating(32, deaf);
        assertEquals(0, deaf.stops().get(0).getGraceMs());
        TestAgent other = cluster.agent("n2").register();
        deaf.report(deaf.ended(container, ContainerEnd.Cause.LAUNCH_FAILED, -1));
        assertEquals(List.of(container), other.runAll());
        assertEquals(List.of("1 started n2"), application.news());
    }

    @Test
    void anAcceptedLaunchMayTakeLongWhileItMakesProgress() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.launches().get(0);
        for (int i = 0; i < 5; i++) {
            agent.report(agent.phase(container, ContainerPhase.LOCALIZING));
            beating(50, agent);
        }
        assertEquals(List.of(), agent.stops());
        beating(12, agent);
        assertEquals(1, agent.stops().size());
    }

    @Test
    void aLateLaunchThatRunsAfterAllIsNotStarted() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.takeLaunches().get(0);
        beating(32, agent);
        agent.report(agent.phase(container, ContainerPhase.RUNNING));
        agent.report(agent.ended(container, ContainerEnd.Cause.KILLED, 137));
        assertEquals(List.of("1 refused LAUNCH_FAILED"), application.news());
        assertEquals(List.of(), agent.launches());
    }

    @Test
    void anAgentThatDoesNotReportAnEndMustRegisterAgain() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.release(1);
        beating(39, agent);
        assertTrue(agent.connection.isOpen());
        beating(3, agent);
        assertTrue(!agent.connection.isOpen());
        agent.register();
        assertEquals(List.of("1 started n1", "1 ended RELEASED"), application.news());
    }

    @Test
    void aLaunchIsTriedThreeTimes() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        for (int i = 0; i < 3; i++) {
            agent.report(agent.refused(agent.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED));
        }
        assertEquals(List.of("1 refused LAUNCH_FAILED"), application.news());
        assertEquals(
                "3 launches failed, at last on node n1 on host-of-n1: as planned",
                application.events().get(0).getRefused().getReason());
        assertEquals(List.of(), agent.launches());
    }

    @Test
    void aHostWhereWorkersFailIsAvoidedUnlessItIsAQuarterOfAll() {
        TestAgent bad = cluster.agent("bad").register();
        crash(bad, 1, 4);
        application.request(5);
        assertEquals(1, bad.runAll().size());
        for (int i = 0; i < 4; i++) {
            cluster.agent("good" + i).register();
        }
        crashOne(bad, 5);
        for (int worker = 6; worker < 16; worker++) {
            application.request(worker);
        }
        assertEquals(List.of(), bad.launches());
        assertEquals(0, cluster.scheduler.waiting());
    }

    private void crash(TestAgent agent, int first, int last) {
        for (int worker = first; worker <= last; worker++) {
            application.request(worker);
            agent.runAll();
            crashOne(agent, worker);
        }
    }

    private void crashOne(TestAgent agent, int worker) {
        agent.report(agent.ended(application.container(worker), ContainerEnd.Cause.FAILED, 1));
    }

    @Test
    void anApplicationWhoseLaunchesFailWaitsForAMoment() {
        TestAgent agent = cluster.agent("n1").register();
        for (int worker = 1; worker <= 3; worker++) {
            application.request(worker);
            for (int i = 0; i < 3; i++) {
                agent.report(agent.refused(agent.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED));
            }
        }
        application.request(4);
        agent.report(agent.refused(agent.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED));
        assertEquals(1, agent.launches().size());
        agent.report(agent.refused(agent.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED));
        application.request(5);
        assertEquals(List.of(), agent.launches());
        beating(2, agent);
        assertEquals(List.of(), agent.launches());
        beating(2, agent);
        assertEquals(List.of(application.container(4), application.container(5)), agent.launches());
    }

    @Test
    void aRequestThatWasTakenBackIsNotGranted() {
        application.request(1);
        application.cancel(1);
        TestAgent agent = cluster.agent("n1").register();
        assertEquals(List.of(), agent.launches());
        application.cancel(1);
        application.cancel(77);
        assertEquals(List.of(), application.news());
    }

    @Test
    void aCancelBeforeTheLaunchIsSentUndoesIt() {
        TestAgent agent = cluster.agent("n1").register();
        cluster.diskDelay = Duration.ofMillis(20);
        application.request(1);
        application.cancel(1);
        cluster.seconds(1);
        assertEquals(List.of(), agent.orders());
        assertEquals(0, cluster.node("n1").bookedMb());
    }

    @Test
    void aCancelThatCrossesWithTheLaunchEndsItUnheard() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.launches().get(0);
        application.cancel(1);
        agent.report(agent.phase(container, ContainerPhase.RUNNING));
        assertEquals(container, agent.stops().get(0).getContainer());
        agent.report(agent.ended(container, ContainerEnd.Cause.KILLED, 143));
        assertEquals(List.of(), application.news());
        assertEquals(0, cluster.node("n1").bookedMb());
    }

    @Test
    void aCancelThatCrossesWithTheStartReleasesTheWorker() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.cancel(1);
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.KILLED, 143));
        assertEquals(List.of("1 started n1", "1 ended RELEASED"), application.news());
    }

    @Test
    void aReleasedWorkerIsAskedToEndAndHasEndedAsReleased() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.release(1);
        assertEquals(10_000, agent.stops().get(0).getGraceMs());
        agent.report(agent.phase(application.container(1), ContainerPhase.STOPPING));
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        assertEquals(List.of("1 started n1", "1 ended RELEASED"), application.news());
        application.release(1);
        assertEquals(1, agent.stops().size());
    }

    @Test
    void aReleaseIsRepeatedToAnAgentThatRegistersAgain() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        agent.connection.breakOff();
        application.release(1);
        agent.register(agent.phase(application.container(1), ContainerPhase.RUNNING));
        assertEquals(1, agent.stops().size());
    }

    @Test
    void hostsThatTheApplicationAvoidsGetNothing() {
        TestAgent one = cluster.agent("n1").register();
        TestAgent two = cluster.agent("n2").register();
        application.avoid("host-of-n1");
        application.request(1, 2, 3);
        assertEquals(List.of(), one.launches());
        assertEquals(3, two.launches().size());
        application.avoid();
        application.request(4, 5);
        assertEquals(1, one.launches().size());
    }

    @Test
    void fiveHundredThatHaveEndedAreRemembered() {
        TestAgent agent = cluster.agent("n1");
        agent.registration.setTotal(Amount.newBuilder().setMemoryMb(1 << 20).setCores(1000));
        agent.register();
        application.request(LongStream.rangeClosed(1, 501).toArray());
        ContainerReport[] ends = agent.launches().stream()
                .map(container -> agent.ended(container, ContainerEnd.Cause.COMPLETED, 0))
                .toArray(ContainerReport[]::new);
        agent.report(Arrays.copyOf(ends, 500));
        assertEquals(501, cluster.view().workers().size(), "one runs");
        assertEquals(1, cluster.view().workers().get(0).worker());
        agent.report(ends[500]);
        assertEquals(500, cluster.view().workers().size());
        assertEquals(2, cluster.view().workers().get(0).worker(), "the oldest is forgotten");
    }
}
