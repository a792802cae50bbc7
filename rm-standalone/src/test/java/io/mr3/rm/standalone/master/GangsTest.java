package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Applications of which fewer workers than so many are of no use when they begin. Workers are of one core each. */
class GangsTest {
    private static final int HOLD = 30;

    private final TestCluster cluster = new TestCluster().start();

    private TestAgent node(String name, int workers) {
        TestAgent agent = cluster.agent(name);
        agent.registration.setTotal(Amount.newBuilder().setMemoryMb(1 << 16).setCores(workers));
        return agent.register();
    }

    private TestApplication application(int least) {
        TestApplication application = cluster.application();
        application.registration.setLeastWorkers(least);
        return application.register();
    }

    /** What was launched since this was asked last, as {@code application/worker}; it runs from now on. */
    private static List<String> launched(TestAgent agent) {
        return agent.runAll().stream().map(GangsTest::name).sorted().toList();
    }

    private static String name(ContainerName container) {
        String id = container.getApplication();
        return id.substring(id.lastIndexOf('-') + 1) + "/" + container.getWorker();
    }

    private void seconds(int seconds, List<TestAgent> agents, TestApplication... applications) {
        for (int i = 0; i < seconds; i++) {
            cluster.beating(1, agents.toArray(TestAgent[]::new));
            List.of(applications).forEach(TestApplication::beat);
        }
    }

    private static void end(TestAgent agent, TestApplication application, long... workers) {
        for (long worker : workers) {
            agent.report(agent.ended(application.container(worker), ContainerEnd.Cause.COMPLETED, 0));
        }
    }

    @Test
    void nothingIsLaunchedBeforeThereIsRoomForAll() {
        TestApplication gang = application(3);
        TestAgent one = node("n1", 2);
        gang.request(1, 2, 3, 4);
        assertEquals(List.of(), launched(one));
        assertEquals(2, cluster.node("n1").bookedCores(), "room is held");
        assertEquals(
                "waits for room for 3 workers together",
                cluster.view().applications().get(0).diagnostics());
        TestAgent two = node("n2", 1);
        assertEquals(List.of("1/1", "1/2"), launched(one));
        assertEquals(List.of("1/3"), launched(two));
        assertEquals("", cluster.view().applications().get(0).diagnostics());
        TestAgent three = node("n3", 1);
        assertEquals(List.of("1/4"), launched(three), "from then on one by one");
    }

    @Test
    void whoeverAsksForFewerHasThemWhenThereIsRoomForThose() {
        TestApplication gang = application(5);
        TestAgent agent = node("n1", 4);
        gang.request(1);
        assertEquals(List.of("1/1"), launched(agent));
        gang.request(2, 3, 4, 5);
        assertEquals(List.of(), launched(agent), "with the one that runs they would be five");
        gang.cancel(5);
        assertEquals(List.of("1/2", "1/3", "1/4"), launched(agent), "and now it wants no more");
    }

    @Test
    void roomIsGivenBackAfterATimeAndTriedAgain() {
        TestAgent agent = node("n1", 2);
        TestApplication gang = application(3);
        TestApplication other = application(0);
        gang.request(1, 2, 3);
        other.request(1);
        seconds(HOLD - 1, List.of(agent), gang, other);
        assertEquals(List.of(), launched(agent), "room is held");
        seconds(3, List.of(agent), gang, other);
        assertEquals(List.of("2/1"), launched(agent));
        assertEquals(1, cluster.node("n1").bookedCores());
        seconds(HOLD, List.of(agent), gang, other);
        assertEquals(2, cluster.node("n1").bookedCores(), "it tries again");
        end(agent, other, 1);
        assertEquals(List.of(), launched(agent));
        TestAgent more = node("n2", 1);
        assertEquals(2, launched(agent).size());
        assertEquals(1, launched(more).size());
    }

    @Test
    void twoDoNotWaitForWhatTheOtherHolds() {
        TestApplication one = application(3);
        TestApplication two = application(3);
        // asked for in turns, so that each would get two places
        for (int worker = 1; worker <= 3; worker++) {
            one.request(worker);
            two.request(worker);
        }
        TestAgent agent = node("n1", 4);
        assertEquals(List.of("1/1", "1/2", "1/3"), launched(agent));
        end(agent, one, 1, 2, 3);
        assertEquals(List.of("2/1", "2/2", "2/3"), launched(agent));
    }

    @Test
    void oneThatCannotBeServedDoesNotKeepTheNextFromItsTurn() {
        TestAgent agent = node("n1", 3);
        TestApplication large = application(4);
        TestApplication small = application(2);
        TestApplication last = application(3);
        large.request(1, 2, 3, 4);
        small.request(1, 2);
        last.request(1, 2, 3);
        seconds(HOLD - 1, List.of(agent), large, small, last);
        assertEquals(List.of(), launched(agent));
        seconds(3, List.of(agent), large, small, last);
        assertEquals(List.of("2/1", "2/2"), launched(agent));
        end(agent, small, 1, 2);
        assertEquals(List.of("3/1", "3/2", "3/3"), launched(agent));
        seconds(HOLD, List.of(agent), large, small, last);
        assertEquals(3, cluster.node("n1").bookedCores());
        end(agent, last, 1, 2, 3);
        node("n2", 1);
        assertEquals(3, launched(agent).size());
    }

    @Test
    void aFullClusterDoesNotUseUpTheTurnOfAnApplicationThatIsAlone() {
        TestAgent agent = node("n1", 2);
        TestApplication other = application(0);
        TestApplication gang = application(2);
        other.request(1, 2);
        launched(agent);
        gang.request(1, 2);
        seconds(3 * HOLD, List.of(agent), gang, other);
        end(agent, other, 1);
        seconds(HOLD - 2, List.of(agent), gang, other);
        end(agent, other, 2);
        assertEquals(List.of("2/1", "2/2"), launched(agent));
    }

    @Test
    void onceItHasHadThemEachIsReplacedAlone() {
        TestAgent agent = node("n1", 3);
        TestApplication gang = application(3);
        gang.request(1, 2, 3);
        assertEquals(3, launched(agent).size());
        end(agent, gang, 1, 2);
        TestApplication other = application(0);
        other.request(1);
        launched(agent);
        gang.request(4, 5);
        assertEquals(List.of("1/4"), launched(agent));
    }

    @Test
    void whatWasHeldOnALostNodeIsLookedForElsewhere() {
        TestAgent one = node("n1", 1);
        TestAgent two = node("n2", 1);
        TestApplication gang = application(3);
        gang.request(1, 2, 3);
        one.connection.breakOff();
        seconds(32, List.of(two), gang);
        assertEquals("lost", cluster.state("n1"));
        seconds(HOLD + 2, List.of(two), gang);
        TestAgent three = node("n3", 2);
        seconds(HOLD, List.of(two, three), gang);
        assertEquals(1, launched(two).size());
        assertEquals(2, launched(three).size());
        assertEquals(
                3, gang.news().stream().filter(line -> line.contains("started")).count());
        assertEquals(3, gang.news().size(), "none was refused");
    }

    @Test
    void whatIsHeldIsTakenBackWithItsRequestAndItsApplication() {
        TestAgent agent = node("n1", 2);
        TestApplication gang = application(4);
        gang.request(1, 2, 3, 4);
        gang.cancel(1);
        assertEquals(List.of(), launched(agent));
        assertEquals(2, cluster.node("n1").bookedCores(), "the third has its place");
        gang.finish();
        assertEquals(0, cluster.node("n1").bookedCores());
        assertEquals(List.of(), launched(agent));
        LedgerCheck.checkEmpty(cluster.master);
    }

    @Test
    void aMasterThatIsStartedAgainLaunchesWhatIsMissing() {
        TestAgent agent = node("n1", 3);
        TestApplication gang = application(3);
        gang.request(1, 2, 3);
        assertEquals(3, agent.runAll().size());
        cluster.restart();
        agent.register(
                agent.phase(gang.container(1), ContainerPhase.RUNNING),
                agent.phase(gang.container(2), ContainerPhase.RUNNING));
        gang.telling(List.of(4L), List.of(1L, 2L, 3L)).register();
        assertEquals(List.of("1/4"), launched(agent), "it has begun");
    }

    @Test
    void oneThatHeldRoomWhenTheMasterDiedGathersAgainOrBegins() {
        TestAgent agent = node("n1", 2);
        TestApplication gang = application(3);
        gang.request(1, 2, 3);
        cluster.restart();
        agent.register(new ContainerReport[0]);
        gang.telling(List.of(1L, 2L, 3L), List.of()).register();
        TestAgent more = node("n2", 1);
        seconds(2 * HOLD, List.of(agent, more), gang);
        assertEquals(3, launched(agent).size() + launched(more).size());
    }
}
