package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.Decommission;
import io.mr3.rm.standalone.proto.DumpThreads;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.GetCluster;
import io.mr3.rm.standalone.proto.Kill;
import io.mr3.rm.standalone.proto.Recommission;
import io.mr3.rm.standalone.proto.Reload;
import io.mr3.rm.standalone.proto.ResizeNode;
import io.mr3.rm.standalone.proto.StopCluster;
import io.mr3.rm.standalone.proto.ToOperator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final String OPERATOR = " user=\"ann\" peer=\"pid-7\" address=\"127.0.0.1:1\" ";

    private final TestCluster cluster = new TestCluster().start();

    private void order(FromOperator.Builder question) {
        TestConnection<FromOperator, ToOperator> connection =
                TestConnection.connect(cluster.master.operators(), "pid-7");
        connection.say(question.setRequest(1).setUser("ann").build());
        cluster.world.settle();
        assertEquals(1, connection.heard.size());
    }

    /** What was written since the last look. */
    private List<String> news() {
        List<String> news = List.copyOf(cluster.audit);
        cluster.audit.clear();
        return news;
    }

    private void assertAudited(String what, String result) {
        assertEquals(List.of("what=" + what + OPERATOR + "result=" + result), news());
    }

    @Test
    void eachAgentThatComesInOrIsTurnedAwayIsALine() {
        TestAgent one = cluster.agent("n1").register();
        assertEquals(
                List.of("what=register-agent target=\"n1\" host=\"host-of-n1\" user=\"\" peer=\"n1\""
                        + " address=\"127.0.0.1:1\" result=done detail=\"0 containers\""),
                news());
        one.nextProcess().register();
        assertEquals(
                List.of("what=register-agent target=\"n1\" host=\"host-of-n1\" user=\"\" peer=\"n1\""
                        + " address=\"127.0.0.1:1\" result=refused detail=\"an agent called 'n1' is connected already,"
                        + " from host host-of-n1: each agent needs a name of its own\""),
                news());
        cluster.beating(3, one);
        assertEquals(List.of(), news());
    }

    @Test
    void eachApplicationThatComesInOrIsTurnedAwayIsALineWithoutItsToken() {
        TestApplication application = cluster.application().register();
        String who = " name=\"test\" queue=\"\" user=\"me\" peer=\"test\" address=\"127.0.0.1:1\" ";
        String what = "what=register-application target=\"" + application.id() + "\"" + who;
        assertEquals(List.of(what + "result=done detail=\"new\""), news());
        application.connection.breakOff();
        application.register();
        assertEquals(List.of(what + "result=done detail=\"known before\""), news());
        String token = application.registration.getToken();
        assertFalse(token.isEmpty());
        application.registration.setToken("guessed");
        application.register();
        List<String> refused = news();
        assertEquals(1, refused.size());
        assertTrue(refused.get(0).startsWith(what + "result=refused detail=\""), refused.get(0));
        assertFalse(refused.get(0).contains(token) || refused.get(0).contains("guessed"), refused.get(0));
        TestApplication stray = cluster.application();
        stray.registration.setQueue("etl");
        stray.register();
        assertEquals(
                List.of("what=register-application target=\"\"" + who.replace("queue=\"\"", "queue=\"etl\"")
                        + "result=refused detail=\"queue: expected one of [default], got 'etl'\""),
                news());
    }

    @Test
    void eachOrderIsALineWithWhatCameOfIt() {
        cluster.agent("n1").register();
        news();
        order(FromOperator.newBuilder()
                .setDecommission(Decommission.newBuilder().setNode("n1").setDeadlineMs(500)));
        assertAudited(
                "decommission target=\"n1\" deadline-ms=500", "done detail=\"decommissioned n1: 0 workers run there\"");
        order(FromOperator.newBuilder()
                .setRecommission(Recommission.newBuilder().setNode("n1")));
        assertAudited("recommission target=\"n1\"", "done detail=\"recommissioned n1\"");
        order(FromOperator.newBuilder()
                .setRecommission(Recommission.newBuilder().setNode("n2")));
        assertAudited("recommission target=\"n2\"", "refused detail=\"expected a node or host of [n1], got 'n2'\"");
        order(FromOperator.newBuilder().setReload(Reload.getDefaultInstance()));
        assertAudited("reload", "done detail=\"queues: default; all nodes may register\"");
        order(FromOperator.newBuilder()
                .setReload(Reload.newBuilder().putSettings("mr3.standalone.queue.a.capacity", "much")));
        List<String> refused = news();
        assertEquals(1, refused.size());
        assertTrue(
                refused.get(0).startsWith("what=reload" + OPERATOR + "result=refused detail=\"mr3.standalone.queue.a"),
                refused.get(0));
        order(FromOperator.newBuilder().setStop(StopCluster.newBuilder().setWorkers(true)));
        assertAudited("stop workers=true", "done detail=\"the master ends when all workers have ended\"");
    }

    @Test
    void anotherSizeIsWrittenDownAsItWasAskedFor() {
        cluster.agent("n1").register();
        news();
        Amount total = Amount.newBuilder().setCores(3).build();
        order(FromOperator.newBuilder()
                .setResize(ResizeNode.newBuilder().setNode("n1").setTotal(total)));
        assertAudited(
                "resize target=\"n1\" memory-mb=0 cores=3",
                "done detail=\"told n1 to offer 3 cores until its agent starts anew\"");
    }

    @Test
    void ordersAboutWorkersNameThem() {
        TestAgent one = cluster.agent("n1").register();
        TestApplication application = cluster.application().register();
        application.request(1);
        one.runAll();
        news();
        ContainerName container = application.container(1);
        order(FromOperator.newBuilder().setDumpThreads(DumpThreads.newBuilder().setContainer(container)));
        assertEquals(
                "what=thread-dump target=\"" + application.id() + "/1\"" + OPERATOR + "result=done",
                news().get(0).replaceFirst(" detail=.*", ""));
        String name = application.id() + "_worker-1";
        order(FromOperator.newBuilder().setKill(Kill.newBuilder().setTarget(name)));
        assertAudited(
                "kill target=\"" + name + "\"",
                "done detail=\"worker " + name + " on node n1 on host-of-n1 is ended\"");
        one.report(one.ended(container, ContainerEnd.Cause.KILLED, 137));
        order(FromOperator.newBuilder().setKill(Kill.newBuilder().setTarget("x")));
        assertAudited(
                "kill target=\"x\"",
                "refused detail=\"expected an application or a worker that runs, as status names them, got 'x'\"");
    }

    @Test
    void anOrderThatFailsHalfwayIsALineToo() {
        cluster.world.expectFailures();
        cluster.scheduler.reloadFails = true;
        TestConnection<FromOperator, ToOperator> connection =
                TestConnection.connect(cluster.master.operators(), "pid-7");
        connection.say(FromOperator.newBuilder()
                .setReload(Reload.getDefaultInstance())
                .setUser("ann")
                .build());
        cluster.world.settle();
        assertAudited("reload", "failed detail=\"java.lang.IllegalStateException: a bug\"");
    }

    @Test
    void whoOnlyLooksIsNoLine() {
        order(FromOperator.newBuilder().setCluster(GetCluster.getDefaultInstance()));
        assertEquals(List.of(), news());
    }

    @Test
    void whatComesFromTheNetworkStaysOneLineWithinItsQuotationMarks() {
        String forged = "x\" result=done\r\nwhat=stop\u2028\u202e\u0085\u001b[2J\\ \ud800é\ud83d\ude00";
        order(FromOperator.newBuilder().setKill(Kill.newBuilder().setTarget(forged)));
        String line = news().get(0);
        // a lone surrogate does not survive the protocol and may be anything that is visible
        assertTrue(
                line.startsWith("what=kill target=\"x\\\" result=done\\u{d}\\u{a}what=stop\\u{2028}\\u{202e}\\u{85}"
                        + "\\u{1b}[2J\\\\ "),
                line);
        assertTrue(line.contains("é\ud83d\ude00\"" + OPERATOR + "result=refused detail=\""), line);
        assertTrue(line.codePoints().noneMatch(Character::isISOControl), line);
        TestAgent agent = cluster.agent("n1\nwhat=stop");
        agent.registration.setHost("h\n");
        agent.register();
        assertTrue(
                news().get(0).startsWith("what=register-agent target=\"n1\\u{a}what=stop\" host=\"h\\u{a}\" "),
                "also where a name is refused");
    }

    @Test
    void aValueHasABound() {
        order(FromOperator.newBuilder().setKill(Kill.newBuilder().setTarget("y".repeat(100_000))));
        String line = news().get(0);
        assertTrue(line.contains("target=\"" + "y".repeat(500) + "…\" "), line.substring(0, 600));
        assertTrue(line.length() < 1500, Integer.toString(line.length()));
    }
}
