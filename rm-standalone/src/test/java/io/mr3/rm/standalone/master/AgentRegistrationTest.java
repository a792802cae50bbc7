package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentRegistrationTest {
    private static final ContainerName STRANGER = ContainerName.newBuilder()
            .setApplication("app-ffffffff-9")
            .setWorker(3)
            .build();

    private final TestCluster cluster = new TestCluster().start();

    @Test
    void initialContactIsWelcomedWithTheClusterAndTheNextBeat() {
        TestAgent agent = cluster.agent("n1").register();
        assertEquals(cluster.view().master().cluster(), agent.welcome().getCluster());
        assertEquals(1, agent.connection.heard.get(0).getEpoch());
        int beat = agent.welcome().getNextBeatMs();
        assertTrue(beat >= 900 && beat <= 1100, "beat " + beat);
        assertEquals(30_000, agent.welcome().getLeaseMs());
        assertEquals("active", cluster.state("n1"));
    }

    @Test
    void theIntervalGrowsWithTheNodesAndHasJitter() {
        MasterSettings settings = MasterSettings.of(io.mr3.config.Mr3Conf.defaults());
        assertEquals(Duration.ofSeconds(1), settings.beat(10));
        assertEquals(Duration.ofSeconds(5), settings.beat(5000));
        assertEquals(Duration.ofSeconds(10), settings.beat(100_000));
        assertEquals(Duration.ofSeconds(60), settings.lease(100_000));
        assertEquals(Duration.ofSeconds(15), settings.suspectAfter(5000));
        TestAgent agent = cluster.agent("n1").register();
        cluster.beating(50, agent);
        long different = agent.connection.heard.stream()
                .map(message -> message.getBeat().getNextBeatMs())
                .distinct()
                .count();
        assertTrue(different > 10, "intervals: " + different);
    }

    @Test
    void whoDoesNotFitIsTurnedAwayInOneLine() {
        TestAgent old = cluster.agent("n1");
        old.registration.setOldestProtocol(7).setNewestProtocol(9).setBuild("mr3 9.0");
        assertEquals(
                "expected a peer that speaks protocol 1, got one that speaks 7 to 9 (mr3 9.0)",
                old.register().refusal().getReason());
        assertFalse(old.refusal().getTryAgain());
        TestAgent foreign = cluster.agent("n1");
        foreign.registration.setCluster("0123");
        assertTrue(foreign.register().refusal().getReason().endsWith("got one of cluster 0123"));
        TestAgent evil = cluster.agent("../../etc");
        assertTrue(evil.register().refusal().getReason().startsWith("agent's name: expected letters"));
        TestAgent empty = cluster.agent("n1");
        empty.registration.setTotal(Amount.getDefaultInstance());
        assertTrue(empty.register().refusal().getReason().contains("memory and cores"));
        TestAgent ahead = cluster.agent("n1");
        ahead.registration.setHighestEpoch(9);
        assertTrue(ahead.register().refusal().getReason().contains("epoch 9, this one has epoch 1"));
        assertFalse(ahead.connection.isOpen());
        assertEquals(List.of(), cluster.view().nodes());
    }

    @Test
    void whatComesBeforeARegistrationIsRefused() {
        TestAgent agent = cluster.agent("n1");
        agent.connection = TestConnection.connect(cluster.master.agents(), "n1");
        agent.beat();
        assertEquals("expected a registration first, got BEAT", agent.refusal().getReason());
    }

    @Test
    void aSecondAgentOfTheNameIsRefusedWhileTheFirstIsWell() {
        TestAgent first = cluster.agent("n1").register();
        cluster.beating(60, first);
        TestAgent second = cluster.agent("n1");
        second.registration.setHost("elsewhere");
        second.register();
        assertEquals(
                "an agent called 'n1' is connected already, from host host-of-n1: each agent needs a name of its own",
                second.refusal().getReason());
        assertTrue(second.refusal().getTryAgain());
        first.beat();
        assertEquals(first.beats, first.last().getBeat().getNumber());
    }

    @Test
    void anotherProcessComesInWhenTheFirstIsGoneOrSilent() {
        TestAgent first = cluster.agent("n1").register();
        first.connection.breakOff();
        TestAgent second = first.nextProcess().register();
        second.welcome();
        cluster.seconds(7); // nothing is heard of it, though its connection is open
        TestAgent third = second.nextProcess().register();
        third.welcome();
        assertFalse(second.connection.isOpen());
        assertEquals("active", cluster.state("n1"));
    }

    @Test
    void theOlderConnectionOfAnAgentIsNotHeardAnyMore() {
        TestAgent agent = cluster.agent("n1").register();
        TestConnection<FromAgent, ?> old = agent.connection;
        agent.register();
        assertFalse(old.isOpen());
        cluster.seconds(4);
        agent.beat();
        old.breakOff();
        assertEquals("active", cluster.state("n1"));
    }

    @Test
    void messagesOfALostAgentsConnectionAreNotHeard() {
        TestApplication application = cluster.application();
        TestAgent agent = cluster.agent("n1").register();
        application.register().request(1);
        agent.takeLaunches();
        TestAgent next = agent.nextProcess();
        cluster.seconds(7);
        next.register(next.phase(application.container(1), ContainerPhase.ACCEPTED));
        agent.connection.say(FromAgent.newBuilder()
                .setReports(io.mr3.rm.standalone.proto.ContainerReports.newBuilder()
                        .addReports(agent.ended(application.container(1), ContainerEnd.Cause.FAILED, 1)))
                .build());
        cluster.world.settle();
        assertEquals(List.of(), application.news());
    }

    @Test
    void aBeatWhoseReplyWasLostGetsTheSameReply() {
        TestAgent agent = cluster.agent("n1").register();
        agent.beat();
        BeatReply reply = agent.last().getBeat();
        agent.beat(AgentBeat.newBuilder().setNumber(1));
        assertEquals(reply, agent.last().getBeat());
        agent.beat();
        assertEquals(2, agent.last().getBeat().getNumber());
        assertFalse(agent.last().getBeat().getRegisterAgain());
    }

    @Test
    void anyOtherNumberMeansThatTheAgentMustRegisterAgain() {
        TestAgent agent = cluster.agent("n1").register();
        agent.beat();
        for (int number : new int[] {0, 3, -1}) {
            agent.beat(AgentBeat.newBuilder().setNumber(number));
            assertTrue(agent.last().getBeat().getRegisterAgain(), "beat " + number);
        }
        agent.connection.say(FromAgent.newBuilder()
                .setRegister(agent.registration.clone().setLastBeat(17))
                .build());
        agent.beat(AgentBeat.newBuilder().setNumber(18));
        assertFalse(agent.last().getBeat().getRegisterAgain());
    }

    @Test
    void containersThatNobodyWantsAreKilled() {
        TestAgent agent = cluster.agent("n1");
        ContainerReport running = agent.phase(STRANGER, ContainerPhase.RUNNING);
        agent.register(running);
        assertEquals(List.of(STRANGER), agent.welcome().getKillList());
        agent.report(agent.phase(STRANGER, ContainerPhase.RUNNING));
        assertEquals(STRANGER, agent.stops().get(0).getContainer());
        assertEquals(0, agent.stops().get(0).getGraceMs());
        agent.report(agent.ended(STRANGER, ContainerEnd.Cause.KILLED, 137));
        assertEquals(1, agent.stops().size());
        assertEquals(3, agent.acknowledged());
    }

    @Test
    void anAgentThatCameWithoutALaunchGetsItAgain() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        assertEquals(1, agent.launches().size());
        agent.connection.breakOff(); // the launch was on its way
        agent.register();
        assertEquals(List.of(application.container(1)), agent.runAll());
        assertEquals(List.of("1 started n1"), application.news());
    }

    @Test
    void anAgentThatHasForgottenAWorkerHasLostIt() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        List<ContainerName> containers = agent.takeLaunches();
        agent.report(agent.phase(containers.get(0), ContainerPhase.RUNNING));
        agent.report(agent.phase(containers.get(1), ContainerPhase.ACCEPTED));
        agent.register();
        assertEquals(List.of("1 started n1", "1 ended NODE_LOST", "2 refused LAUNCH_FAILED"), application.news());
        assertEquals(List.of(), agent.launches());
    }

    @Test
    void afterABootNothingOfBeforeRuns() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        agent.runAll();
        agent.connection.breakOff();
        TestAgent next = agent.nextProcess();
        next.registration.setBoot("boot-2");
        next.register(next.ended(application.container(1), ContainerEnd.Cause.NODE_GONE, -1));
        assertEquals("1 ended NODE_LOST", application.news().get(2));
        assertEquals("2 ended NODE_LOST", application.news().get(3));
        assertEquals(
                "its host was started again",
                application.events().get(3).getEnded().getDiagnostics());
    }

    @Test
    void aReportIsAcknowledgedOnceWhatFollowsFromItIsOnTheDisk() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        cluster.diskDelay = Duration.ofMillis(50);
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        assertEquals(2, agent.acknowledged());
        cluster.pass(Duration.ofMillis(50));
        assertEquals(3, agent.acknowledged());
    }

    @Test
    void whoIsNotAllowedIsTurnedAwayInOneLine() {
        TestCluster closed = new TestCluster().allow("n1,host-of-n2").start();
        closed.agent("n1").register().welcome();
        closed.agent("n2").register().welcome();
        Refusal refusal = closed.agent("n3").register().refusal();
        assertEquals(
                "mr3.standalone.nodes.allowed: expected the name or host of a node that may register, got 'n3' on host"
                        + " 'host-of-n3'",
                refusal.getReason());
        assertFalse(refusal.getTryAgain());
        assertEquals(2, closed.view().nodes().size());
    }

    @Test
    void afterARestartANodeThatIsNoLongerAllowedDrainsIfItHasWorkers() {
        TestCluster closing = new TestCluster().start();
        TestApplication application = closing.application().register();
        TestAgent full = closing.agent("n1").register();
        TestAgent empty = closing.agent("n2").register();
        application.request(1);
        full.runAll();
        closing.allow("n9").restart();
        assertEquals("active", closing.view().master().state(), "neither is waited for");
        full.register(full.phase(application.container(1), ContainerPhase.RUNNING));
        assertTrue(full.orders().stream().anyMatch(AgentOrder::hasDrain));
        assertEquals(List.of(), full.stops());
        assertEquals(
                List.of("is not in mr3.standalone.nodes.allowed"),
                closing.node("n1").reasons());
        empty.register().refusal();
    }
}
