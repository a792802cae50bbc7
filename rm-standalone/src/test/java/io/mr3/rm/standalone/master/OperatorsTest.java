package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.Decommission;
import io.mr3.rm.standalone.proto.DumpThreads;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.GetCluster;
import io.mr3.rm.standalone.proto.Recommission;
import io.mr3.rm.standalone.proto.StopCluster;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    private final TestCluster cluster = new TestCluster().start();
    private final TestApplication application = cluster.application().register();
    private final TestAgent one = cluster.agent("n1").register();
    private final TestAgent two = cluster.agent("n2").register();

    private ToOperator ask(FromOperator.Builder question) {
        TestConnection<FromOperator, ToOperator> connection =
                TestConnection.connect(cluster.master.operators(), "operator");
        connection.say(question.setRequest(7).build());
        cluster.world.settle();
        assertEquals(7, connection.heard.get(0).getRequest());
        return connection.heard.get(0);
    }

    private ToOperator decommission(String node, long deadlineMillis) {
        return ask(FromOperator.newBuilder()
                .setDecommission(Decommission.newBuilder().setNode(node).setDeadlineMs(deadlineMillis)));
    }

    private ToOperator recommission(String node) {
        return ask(FromOperator.newBuilder()
                .setRecommission(Recommission.newBuilder().setNode(node)));
    }

    private void beating(int seconds) {
        for (int i = 0; i < seconds; i++) {
            cluster.beating(1, one, two);
            application.beat();
        }
    }

    @Test
    void theClusterIsToldAsJson() {
        application.request(1);
        one.runAll();
        String json = ask(FromOperator.newBuilder().setCluster(GetCluster.getDefaultInstance()))
                .getCluster();
        ClusterView view = ClusterJson.read(json);
        assertEquals(json, ClusterJson.write(view));
        assertEquals(2, view.nodes().size());
        assertEquals("running", view.workers().get(0).state());
        assertEquals(1, view.counters().get("started_workers"));
        assertEquals("default", view.queues().get(0).queue());
    }

    @Test
    void theViewIsPublishedEachSecond() {
        cluster.seconds(2);
        long before = cluster.master.view().get().counters().get("beats");
        beating(3);
        long after = cluster.master.view().get().counters().get("beats");
        assertTrue(after >= before + 4, before + " and " + after);
        assertFalse(cluster.master.view().get() == null);
    }

    @Test
    void anUnknownNodeIsNamedWithTheKnownOnes() {
        assertEquals(
                "expected a node or host of [n1, n2], got 'n3'",
                decommission("n3", -1).getRefused());
        assertEquals(
                "expected a node or host of [n1, n2], got ''", recommission("").getRefused());
    }

    @Test
    void aDecommissionedNodeDrainsAndComesBack() {
        application.request(1);
        one.runAll();
        assertEquals(
                "decommissioned n1: 1 workers run there", decommission("n1", -1).getDone());
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasDrain));
        assertEquals("draining", cluster.state("n1"));
        assertEquals(List.of("1 started n1", "1 draining"), application.news());
        application.request(2, 3, 4, 5);
        beating(600);
        assertEquals(List.of(), one.launches());
        assertEquals(List.of(), one.stops());
        one.report(one.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        assertEquals("drained", cluster.state("n1"));
        assertEquals("recommissioned n1", recommission("n1").getDone());
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasUndrain));
        assertEquals("active", cluster.state("n1"));
        application.request(6);
        assertEquals(1, one.launches().size());
    }

    @Test
    void afterTheDeadlineItsWorkersAreTakenAway() {
        application.request(1);
        one.runAll();
        decommission("host-of-n1", 30_000);
        beating(29);
        assertEquals(List.of(), one.stops());
        beating(2);
        assertEquals(1, one.stops().size());
        one.report(one.ended(application.container(1), ContainerEnd.Cause.KILLED, 143));
        assertEquals(List.of("1 started n1", "1 draining", "1 ended PREEMPTED"), application.news());
    }

    @Test
    void aWorkerThatStartsOnANodeThatIsDecommissionedIsToldToGo() {
        application.request(1);
        decommission("n1", -1);
        one.runAll();
        assertEquals(List.of("1 started n1", "1 draining"), application.news());
    }

    @Test
    void atOnceMeansAtOnceAndWhatWasNotStartedGoesElsewhere() {
        application.request(1);
        decommission("n1", 0);
        assertEquals(1, one.stops().size());
        one.report(one.ended(one.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED, -1));
        assertEquals(List.of(application.container(1)), two.runAll());
    }

    @Test
    void aDecommissionedNodeStaysSoWhenItsAgentOrTheMasterStartsAnew() {
        application.request(1);
        one.runAll();
        decommission("n1", 30_000);
        cluster.restart();
        one.register(one.phase(application.container(1), ContainerPhase.RUNNING));
        two.register();
        application.telling(List.of(), List.of(1L)).register();
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasDrain));
        assertEquals("draining", cluster.state("n1"));
        assertTrue(application.news().contains("1 draining"), "also if a master of before has told it");
        beating(32);
        assertEquals(1, one.stops().size());
    }

    private ToOperator dump(long worker) {
        return ask(FromOperator.newBuilder()
                .setDumpThreads(DumpThreads.newBuilder().setContainer(application.container(worker))));
    }

    @Test
    void theAgentOfAWorkerIsToldToDumpItsThreads() {
        application.request(1);
        one.runAll();
        String name = "worker 1 of " + application.id();
        assertEquals(
                name + " prints its threads into /log/1 on host host-of-n1; on the web page that is /logs/"
                        + application.id() + "/1",
                dump(1).getDone());
        assertEquals(
                List.of(application.container(1)),
                one.orders().stream()
                        .filter(AgentOrder::hasDumpThreads)
                        .map(order -> order.getDumpThreads().getContainer())
                        .toList());
        assertFalse(two.orders().stream().anyMatch(AgentOrder::hasDumpThreads));
        one.connection.breakOff();
        assertEquals(name + " is on node n1 on host-of-n1, which the master cannot reach now", dump(1).getRefused());
    }

    @Test
    void whatDoesNotRunHasNoThreads() {
        String expected = "expected a worker that runs, worker 1 of " + application.id() + " ";
        assertEquals(expected + "is not known", dump(1).getRefused());
        application.request(1);
        assertEquals(expected + "has not started yet", dump(1).getRefused());
        one.runAll();
        dump(1).getDone();
        one.report(one.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        assertEquals(expected + "has ended", dump(1).getRefused());
    }

    @Test
    void theMasterEndsAloneOrWithAllWorkers() {
        application.request(1);
        one.runAll();
        ask(FromOperator.newBuilder().setStop(StopCluster.newBuilder().setWorkers(true)));
        assertFalse(cluster.master.stopped().toCompletableFuture().isDone());
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasReset));
        assertTrue(application.connection.heard.stream().anyMatch(ToApplication::hasShutdown));
        one.report(one.ended(application.container(1), ContainerEnd.Cause.KILLED, 137));
        assertTrue(cluster.master.stopped().toCompletableFuture().isDone());
    }

    @Test
    void aStopDoesNotWaitForEverForWorkers() {
        application.request(1);
        one.runAll();
        ask(FromOperator.newBuilder().setStop(StopCluster.newBuilder().setWorkers(true)));
        beating(14);
        assertFalse(cluster.master.stopped().toCompletableFuture().isDone());
        beating(3);
        assertTrue(cluster.master.stopped().toCompletableFuture().isDone());
    }

    @Test
    void withoutWorkersItEndsAtOnce() {
        application.request(1);
        one.runAll();
        assertEquals(
                "the master ends; workers run on",
                ask(FromOperator.newBuilder().setStop(StopCluster.newBuilder())).getDone());
        assertTrue(cluster.master.stopped().toCompletableFuture().isDone());
        assertFalse(one.orders().stream().anyMatch(AgentOrder::hasReset));
    }
}
