package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentGoodbye;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.Usage;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.NodeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivenessTest {
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
    void aLostConnectionMakesASuspectAndEndsNothing() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        agent.connection.breakOff();
        assertEquals("suspect", cluster.state("n1"));
        assertEquals(List.of("its connection is lost"), cluster.node("n1").reasons());
        application.request(2);
        beating(20);
        assertEquals(List.of("1 started n1"), application.news());
        agent.register(agent.phase(application.container(1), ContainerPhase.RUNNING));
        assertEquals(List.of(application.container(2)), agent.runAll());
    }

    @Test
    void silenceMakesASuspectAndABeatClearsIt() {
        TestAgent agent = cluster.agent("n1").register();
        beating(5);
        assertEquals("active", cluster.state("n1"));
        beating(1);
        assertEquals("suspect", cluster.state("n1"));
        assertEquals(List.of("its heartbeats do not come"), cluster.node("n1").reasons());
        application.request(1);
        assertEquals(List.of(), agent.launches());
        agent.beat();
        assertEquals("active", cluster.state("n1"));
        assertEquals(1, agent.launches().size());
    }

    @Test
    void afterItsLeaseANodeIsLostWithItsWorkers() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        List<ContainerName> launched = agent.takeLaunches();
        agent.report(agent.phase(launched.get(0), ContainerPhase.RUNNING));
        beating(30);
        assertEquals("suspect", cluster.state("n1"));
        beating(2);
        assertEquals("lost", cluster.state("n1"));
        assertEquals(List.of("1 started n1", "1 ended NODE_LOST", "2 refused LAUNCH_FAILED"), application.news());
        agent.register(
                agent.phase(launched.get(0), ContainerPhase.RUNNING),
                agent.phase(launched.get(1), ContainerPhase.RUNNING));
        assertEquals(launched, agent.welcome().getKillList());
        assertEquals("active", cluster.state("n1"));
        assertEquals(3, application.news().size());
    }

    @Test
    void theTimeThatAnAgentStoodStillIsAddedOnce() {
        TestAgent agent = cluster.agent("n1").register();
        beating(4);
        agent.beat(AgentBeat.newBuilder().setNumber(++agent.beats).setStallMs(20_000));
        beating(24);
        assertEquals("active", cluster.state("n1"));
        beating(25);
        assertEquals("suspect", cluster.state("n1"));
        agent.beat();
        beating(32);
        assertEquals("lost", cluster.state("n1"));
    }

    @Test
    void anAgentThatSaysGoodbyeHasTimeToComeBack() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        agent.connection.say(FromAgent.newBuilder()
                .setGoodbye(AgentGoodbye.newBuilder().setReason("restart").setKeepsWorkers(true))
                .build());
        agent.connection.breakOff();
        beating(140);
        assertEquals("suspect", cluster.state("n1"));
        TestAgent next = agent.nextProcess();
        next.register(next.phase(application.container(1), ContainerPhase.RUNNING));
        assertEquals(List.of("1 started n1"), application.news());
        next.connection.say(FromAgent.newBuilder()
                .setGoodbye(AgentGoodbye.newBuilder().setReason("the end"))
                .build());
        cluster.world.settle();
        assertEquals("lost", cluster.state("n1"));
        assertEquals("1 ended NODE_LOST", application.news().get(1));
    }

    @Test
    void fewNodesAreLostWithinAMinuteAndTheOthersHeld() {
        List<TestAgent> agents = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            agents.add(cluster.agent("n" + i).register());
        }
        beating(40);
        assertEquals(2, count("lost"));
        assertEquals(8, count("suspect"));
        List<String> reasons = cluster.node("n9").reasons();
        assertEquals(
                List.of("its lease is over; not given up, since too many nodes were lost within a minute"), reasons);
        agents.get(9).beat();
        assertEquals("active", cluster.state("n9"));
        beating(60);
        assertEquals(4, count("lost"));
    }

    private long count(String state) {
        return cluster.view().nodes().stream()
                .filter(node -> node.state().equals(state))
                .count();
    }

    @Test
    void aMasterThatStoodStillBlamesNobody() {
        TestAgent agent = cluster.agent("n1").register();
        beating(2, agent);
        cluster.world.pause(Duration.ofSeconds(300));
        beating(2);
        assertEquals("active", cluster.state("n1"));
        application.request(1);
        assertEquals(1, agent.launches().size());
    }

    @Test
    void anUnhealthyNodeKeepsItsWorkersAndGetsNoMore() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        agent.status(
                NodeStatus.newBuilder().setHealthy(false).setAcceptsWork(true).addReasons("disk /a is full"));
        assertEquals("unhealthy", cluster.state("n1"));
        assertEquals(List.of("disk /a is full"), cluster.node("n1").reasons());
        application.request(2);
        assertEquals(List.of(), agent.launches());
        agent.status(NodeStatus.newBuilder().setHealthy(true).setAcceptsWork(false));
        assertEquals("unhealthy", cluster.state("n1"));
        agent.status(TestAgent.WELL.toBuilder());
        assertEquals(1, agent.launches().size());
        assertEquals(List.of("1 started n1"), application.news());
    }

    @Test
    void aNodeWithManyFaultsIsQuarantinedUntilTheyAreOld() {
        cluster.agent("n1").register();
        cluster.agent("n2").register();
        TestAgent bad = cluster.agent("bad").register();
        Node node = cluster.master.turns().parts().nodes().find("bad");
        for (int i = 0; i < 5; i++) {
            node.faults.add("", cluster.world.nanoTime());
        }
        bad.status(TestAgent.WELL.toBuilder());
        assertEquals("active", cluster.state("bad"));
        node.faults.add("", cluster.world.nanoTime());
        bad.status(TestAgent.WELL.toBuilder());
        assertEquals("quarantined", cluster.state("bad"));
        application.avoid("host-of-n1", "host-of-n2");
        application.request(1);
        assertEquals(List.of(), bad.launches());
        beating(31 * 60, bad);
        assertEquals("active", cluster.state("bad"));
        assertEquals(1, bad.launches().size());
    }

    @Test
    void faultsOutliveTheProcessOfAnAgentAndItsLossAndAge() {
        TestAgent one = cluster.agent("n1").register();
        TestAgent two = cluster.agent("n2").register();
        TestAgent bad = cluster.agent("bad").register();
        Node node = cluster.master.turns().parts().nodes().find("bad");
        for (int i = 0; i < 6; i++) {
            node.faults.add("", cluster.world.nanoTime());
        }
        bad.connection.breakOff();
        TestAgent next = bad.nextProcess().register();
        assertEquals("quarantined", cluster.state("bad"));
        assertEquals(6, penalty("bad"));
        beating(40, one, two);
        assertEquals("lost", cluster.state("bad"));
        TestAgent third = next.nextProcess().register();
        assertEquals("quarantined", cluster.state("bad"));
        assertEquals(7, penalty("bad"), "with that of its loss");
        beating(15 * 60, one, two, third);
        assertEquals(4, penalty("bad"), "half as many a quarter of an hour later");
        beating(15 * 60, one, two, third);
        assertEquals("active", cluster.state("bad"));
        assertEquals(2, penalty("bad"));
    }

    private int penalty(String node) {
        return cluster.master.turns().parts().nodes().find(node).space.penalty();
    }

    @Test
    void whatAHostUsesIsShown() {
        TestAgent agent = cluster.agent("n1").register();
        assertEquals(-1, cluster.node("n1").memoryUsedMb(), "nothing was measured");
        assertEquals(-1, cluster.node("n1").load());
        assertEquals(-1, cluster.node("n1").swapUsedMb());
        assertEquals(-1, cluster.node("n1").processorsUsed());
        assertEquals(Map.of(), cluster.node("n1").reported());
        agent.status(TestAgent.WELL.toBuilder()
                .setUsage(Usage.newBuilder()
                        .setMemoryUsedMb(700)
                        .setMemoryTotalMb(8000)
                        .setSwapUsedMb(12)
                        .setLoad(1.5)
                        .setProcessors(0.75)
                        .putReported("disk_errors", -3.5)
                        .putReported("no_number", Double.NaN)
                        .putReported("too_much", Double.POSITIVE_INFINITY)));
        NodeView told =
                ClusterJson.read(ClusterJson.write(cluster.view())).nodes().get(0);
        assertEquals(700, told.memoryUsedMb());
        assertEquals(12, told.swapUsedMb());
        assertEquals(1.5, told.load());
        assertEquals(0.75, told.processorsUsed());
        assertEquals(Map.of("disk_errors", -3.5), told.reported());
        agent.beat();
        assertEquals(700, cluster.node("n1").memoryUsedMb(), "a beat without a status changes nothing");
    }

    @Test
    void atMostATenthOfTheNodesIsQuarantinedAndNeverHalf() {
        List<TestAgent> agents = new ArrayList<>();
        for (int nodes = 1; nodes <= 20; nodes++) {
            agents.add(cluster.agent("n" + nodes).register());
            for (TestAgent agent : agents) {
                Node node = cluster.master.turns().parts().nodes().find(agent.name);
                for (int i = 0; i < 6; i++) {
                    node.faults.add("", cluster.world.nanoTime());
                }
                agent.status(TestAgent.WELL.toBuilder());
            }
            int expected = nodes < 3 ? 0 : Math.max(1, nodes / 10);
            assertEquals(expected, count("quarantined"), nodes + " nodes");
        }
    }

    @Test
    void oneApplicationCondemnsNoNodeByItself() {
        FaultScore score = new FaultScore();
        for (int i = 0; i < 100; i++) {
            score.add("app-1", 0);
        }
        assertEquals(3, score.at(0));
        score.add("app-2", 0);
        assertEquals(4, score.at(0));
        assertEquals(2, score.at(FaultScore.BUCKET.toNanos()));
        assertEquals(0, score.at(FaultScore.BUCKET.toNanos() * 8));
    }

    @Test
    void nodesThatMayBeUsedArePushedToApplications() {
        TestAgent agent = cluster.agent("n1").register();
        beating(1, agent);
        assertEquals(1, application.nodes().getNodesCount());
        assertEquals("host-of-n1", application.nodes().getNodes(0).getHost());
        int heard = application.connection.heard.size();
        beating(3, agent);
        assertTrue(application.connection.heard.subList(heard, application.connection.heard.size()).stream()
                .noneMatch(message -> message.hasNodes()));
        agent.connection.breakOff();
        beating(1);
        assertEquals(0, application.nodes().getNodesCount());
    }

    @Test
    void aFullDiskIsTheNodesFaultAndNobodyElses() {
        TestAgent agent = cluster.agent("n1").register();
        for (int worker = 1; worker <= 5; worker++) {
            application.request(worker);
            agent.runAll();
            agent.report(agent.ended(application.container(worker), ContainerEnd.Cause.DISK_FULL, 137));
        }
        assertEquals(
                List.of("1 started n1", "1 ended DISK_FULL"), application.news().subList(0, 2));
        assertEquals(5, penalty("n1"), "an application of its own would count three times");
        Application owner = cluster.master.turns().parts().applications().find(application.id());
        assertEquals(Set.of(), owner.failures.avoided(100), "hosts that the application avoids");
        assertEquals(0, owner.failedLaunches.count(cluster.world.nanoTime()));
    }

    @Test
    void oneThatHangsIsNobodysFault() {
        TestAgent agent = cluster.agent("n1").register();
        for (int worker = 1; worker <= 5; worker++) {
            application.request(worker);
            agent.runAll();
            agent.report(agent.ended(application.container(worker), ContainerEnd.Cause.HUNG, 137));
        }
        assertEquals(List.of("1 started n1", "1 ended HUNG"), application.news().subList(0, 2));
        assertEquals(0, penalty("n1"));
        Application owner = cluster.master.turns().parts().applications().find(application.id());
        assertEquals(Set.of(), owner.failures.avoided(100));
    }

    @Test
    void failedLaunchesCountAgainstANode() {
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.report(agent.refused(agent.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED));
        assertEquals(1, penalty("n1"));
    }

    @Test
    void aLostNodeIsShownForADay() {
        cluster.agent("n1").register();
        cluster.seconds(35);
        assertEquals("lost", cluster.state("n1"));
        cluster.pass(Duration.ofHours(24).minusSeconds(60));
        assertEquals("lost", cluster.state("n1"));
        cluster.seconds(60);
        assertEquals(List.of(), cluster.view().nodes());
    }
}
