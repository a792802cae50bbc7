package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.Decommission;
import io.mr3.rm.standalone.proto.DumpThreads;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.GetCluster;
import io.mr3.rm.standalone.proto.Kill;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.Recommission;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.Reload;
import io.mr3.rm.standalone.proto.ResizeNode;
import io.mr3.rm.standalone.proto.StopCluster;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

    private ToOperator resize(String node, int memoryMb, int cores) {
        Amount total = Amount.newBuilder().setMemoryMb(memoryMb).setCores(cores).build();
        return ask(FromOperator.newBuilder()
                .setResize(ResizeNode.newBuilder().setNode(node).setTotal(total)));
    }

    @Test
    void aNodeOffersWhatItsAgentSaysThatItDoes() {
        application.request(1);
        one.runAll();
        assertEquals(
                "told n1 to offer 9000 MB until its agent starts anew",
                resize("n1", 9000, 0).getDone());
        AgentOrder order = one.orders().get(one.orders().size() - 1);
        assertEquals(9000, order.getResize().getTotal().getMemoryMb());
        assertEquals(4096, cluster.node("n1").memoryMb(), "the agent has said nothing yet");
        one.status(offering(9000, 6));
        application.request(TestApplication.wish(2, 7000));
        assertEquals(List.of(application.container(2)), one.launches());
        cluster.shrunk.add("n1");
        one.status(offering(512, 1));
        assertEquals(512, cluster.node("n1").memoryMb());
        assertEquals(2, cluster.node("n1").workers(), "what runs stays");
        cluster.seconds(1);
        cluster.restart();
        assertEquals(512, cluster.node("n1").memoryMb(), "the journal has it");
    }

    private static NodeStatus.Builder offering(int memoryMb, int cores) {
        return TestAgent.WELL.toBuilder()
                .setTotal(Amount.newBuilder().setMemoryMb(memoryMb).setCores(cores));
    }

    @Test
    void whatIsNoSizeOrReachesNobodyIsRefused() {
        assertEquals(
                "expected memory or cores of at least 1, got 0 MB and 0 cores",
                resize("n1", 0, 0).getRefused());
        assertEquals(
                "expected memory or cores of at least 1, got -5 MB and 1 cores",
                resize("n1", -5, 1).getRefused());
        assertEquals(
                "expected a node or host of [n1, n2], got 'n3'",
                resize("n3", 1, 1).getRefused());
        two.connection.breakOff();
        assertEquals(
                "node n2 on host-of-n2 cannot be told: the master cannot reach it now",
                resize("n2", 1, 1).getRefused());
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

    private ToOperator kill(String target) {
        return ask(FromOperator.newBuilder()
                .setUser("ann")
                .setKill(Kill.newBuilder().setTarget(target)));
    }

    private WorkerEnded lastEnd() {
        return application.events().get(application.events().size() - 1).getEnded();
    }

    @Test
    void anOperatorEndsOneWorkerWhichIsNoFault() {
        application.request(1, 2);
        one.runAll();
        two.runAll();
        String name = application.id() + "_worker-1";
        assertEquals(
                "worker " + name + " on node n1 on host-of-n1 is ended",
                kill(name).getDone());
        assertEquals(1, one.stops().get(0).getContainer().getWorker());
        one.report(one.ended(application.container(1), ContainerEnd.Cause.KILLED, 137));
        assertEquals(List.of("1 started n1", "2 started n2", "1 ended PREEMPTED"), application.news());
        assertEquals("ended by operator ann", lastEnd().getDiagnostics());
        assertEquals(List.of(), two.stops());
        WorkerView shown = cluster.view().workers().get(0);
        assertEquals("preempted, status 137: ended by operator ann", shown.exit());
        Application known = cluster.master.turns().parts().applications().find(application.id());
        assertEquals(Set.of(), known.failures.avoided(1000));
        assertEquals(0, cluster.master.turns().parts().nodes().find("n1").faults.at(cluster.world.nanoTime()));
        application.request(3);
        assertEquals(1, one.launches().size() + two.launches().size());
    }

    @Test
    void aWorkerWhoseNodeIsLostMeanwhileIsLost() {
        application.request(1);
        one.runAll();
        one.connection.breakOff();
        kill(application.id() + "_worker-1");
        for (int i = 0; i < 32; i++) {
            cluster.beating(1, two);
            application.beat();
        }
        assertEquals(WorkerEnded.Cause.NODE_LOST, lastEnd().getCause());
    }

    @Test
    void aWorkerThatHasNotStartedIsMadeAnew() {
        application.request(1);
        kill(application.id() + "_worker-1");
        assertEquals(1, one.stops().size());
        one.report(one.ended(one.takeLaunches().get(0), ContainerEnd.Cause.LAUNCH_FAILED, -1));
        assertEquals(List.of(application.container(1)), two.runAll());
        cluster.diskDelay = Duration.ofMillis(50);
        application.request(2);
        kill(application.id() + "_worker-2");
        cluster.pass(Duration.ofMillis(200));
        assertEquals(1, one.launches().size() + two.launches().size());
        assertEquals(List.of(), two.stops());
    }

    @Test
    void anOperatorEndsAnApplicationWhichHearsOfAll() {
        application.request(1, 2, 3, 4, 5, 6, 7, 8, 9);
        one.runAll();
        two.takeLaunches();
        assertEquals(
                "application " + application.id() + " is ended, with 8 workers",
                kill(application.id()).getDone());
        assertEquals(
                List.of("ended by operator ann"),
                application.connection.heard.stream()
                        .filter(ToApplication::hasShutdown)
                        .map(message -> message.getShutdown().getReason())
                        .toList());
        one.stops().forEach(stop -> one.report(one.ended(stop.getContainer(), ContainerEnd.Cause.KILLED, 137)));
        two.stops().forEach(stop -> two.report(two.ended(stop.getContainer(), ContainerEnd.Cause.LAUNCH_FAILED, -1)));
        application.request(10);
        assertEquals(
                4,
                application.news().stream()
                        .filter(line -> line.endsWith(" ended PREEMPTED"))
                        .count());
        assertEquals(
                List.of(
                        "9 refused REFUSED",
                        "2 refused REFUSED",
                        "4 refused REFUSED",
                        "6 refused REFUSED",
                        "8 refused REFUSED",
                        "10 refused REFUSED"),
                application.news().stream()
                        .filter(line -> line.endsWith(" refused REFUSED"))
                        .toList());
        assertEquals(List.of(), two.launches());
        application.finish();
        assertTrue(application.connection.heard.stream().anyMatch(ToApplication::hasFinished));
        ApplicationView shown = cluster.view().applications().get(0);
        assertEquals(List.of("killed", "ended by operator ann"), List.of(shown.state(), shown.diagnostics()));
        assertTrue(cluster.master.turns().parts().applications().all().isEmpty());
    }

    @Test
    void anApplicationThatDoesNotFinishIsGivenUpAndDoesNotComeBack() {
        kill(application.id());
        beating(29);
        assertTrue(application.connection.isOpen());
        beating(3);
        assertFalse(application.connection.isOpen());
        Refusal refusal = application.register().refusal();
        assertTrue(refusal.getReason().endsWith(application.id() + ": ended by operator ann"), refusal.getReason());
        assertTrue(refusal.getForGood());
    }

    @Test
    void oneThatIsAwayIsToldWhenItComesBack() {
        application.request(1);
        one.runAll();
        application.connection.breakOff();
        kill(application.id());
        beating(2);
        application.telling(List.of(), List.of(1L)).register();
        assertTrue(application.connection.heard.stream().anyMatch(ToApplication::hasShutdown));
        application.connection.breakOff();
        one.report(one.ended(application.container(1), ContainerEnd.Cause.KILLED, 137));
        cluster.beating(2, one, two);
        assertEquals("killed", cluster.view().applications().get(0).state(), "nothing of it is left to wait for");
    }

    @Test
    void whatIsNotThereIsNamed() {
        application.request(1);
        one.runAll();
        application.release(1);
        one.report(one.ended(application.container(1), ContainerEnd.Cause.KILLED, 137));
        TestApplication ended = cluster.application().register();
        ended.finish();
        for (String name :
                List.of("", "n1", ended.id(), application.id() + "_worker-1", application.id() + "_worker-")) {
            assertEquals(
                    "expected an application or a worker that runs, as status names them, got '" + name + "'",
                    kill(name).getRefused());
        }
    }

    private ToOperator reload(String... settings) {
        Reload.Builder reload = Reload.newBuilder();
        for (String setting : settings) {
            int at = setting.indexOf('=');
            reload.putSettings("mr3.standalone." + setting.substring(0, at), setting.substring(at + 1));
        }
        return ask(FromOperator.newBuilder().setReload(reload));
    }

    @Test
    void queuesAreReadAnewWhileTheMasterRuns() {
        TestApplication later = cluster.application();
        later.registration.setQueue("etl");
        later.register().refusal();
        assertEquals(
                "queues: default, etl; all nodes may register",
                reload("queue.etl.capacity=40").getDone());
        later.register().welcome();
    }

    @Test
    void whatIsWrongIsRefusedAndTheOldOnesStay() {
        for (List<String> each : List.of(
                List.of(
                        "queue.a.capacity=60|queue.b.capacity=50",
                        "mr3.standalone.queue.<name>.capacity: expected at most 100"),
                List.of("queue.a.capacity=much", "mr3.standalone.queue.a.capacity: expected "),
                List.of("queue.a.colour=red", "unknown key mr3.standalone.queue.a.colour"))) {
            String line = reload(each.get(0).split("[|]")).getRefused();
            assertTrue(line.startsWith(each.get(1)), line);
            assertEquals(1, line.lines().count(), line);
            assertEquals(Set.of("default"), cluster.scheduler.queues);
        }
    }

    @Test
    void nodesThatAreNoLongerAllowedDrainAndComeBack() {
        application.request(1, 2);
        one.runAll();
        two.runAll();
        assertEquals(
                "queues: default; 1 nodes or hosts may register, no longer: n1",
                reload("nodes.allowed=host-of-n2").getDone());
        assertEquals("draining", cluster.state("n1"));
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasDrain));
        assertTrue(application.news().contains("1 draining"));
        application.request(3, 4, 5, 6, 7);
        beating(60);
        assertEquals(List.of(), one.stops(), "what runs goes on");
        assertEquals(List.of(), one.launches());
        one.report(one.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        assertEquals("drained", cluster.state("n1"));
        assertEquals(
                "mr3.standalone.nodes.allowed: expected a node that is in it, got n1",
                recommission("n1").getRefused());
        assertEquals("queues: default; all nodes may register, again: n1", reload().getDone());
        assertEquals("active", cluster.state("n1"));
        assertTrue(one.orders().stream().anyMatch(AgentOrder::hasUndrain));
        assertEquals(2, one.launches().size(), "what was waiting");
        decommission("n2", -1);
        reload("nodes.allowed=n1");
        assertEquals(List.of("is decommissioned"), cluster.node("n2").reasons());
        long undrains = two.orders().stream().filter(AgentOrder::hasUndrain).count();
        reload();
        assertEquals("draining", cluster.state("n2"), "an operator has taken it out besides");
        assertEquals(
                undrains, two.orders().stream().filter(AgentOrder::hasUndrain).count());
    }
}
