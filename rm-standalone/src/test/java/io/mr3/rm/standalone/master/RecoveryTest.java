package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rm.standalone.view.ApplicationView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final TestCluster cluster = new TestCluster().start();

    @Test
    void epochsGrowAndTheClusterStaysTheSame() {
        String id = cluster.view().master().cluster();
        TestAgent agent = cluster.agent("n1").register();
        agent.registration.setCluster(id).setHighestEpoch(1);
        cluster.restart();
        agent.register();
        assertEquals(2, agent.connection.heard.get(0).getEpoch());
        assertEquals(id, cluster.view().master().cluster());
        cluster.restart();
        assertEquals(3, cluster.view().master().epoch());
    }

    @Test
    void anApplicationWhoseQueueIsGoneIsGivenUpAndTheOthersGoOn() {
        cluster.queues = Set.of("default", "etl");
        cluster.restart();
        TestApplication gone = cluster.application();
        gone.registration.setQueue("etl");
        gone.register();
        TestApplication other = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        gone.request(1);
        other.request(1);
        agent.runAll();
        cluster.queues = Set.of("default");
        cluster.restart();
        gone.telling(List.of(), List.of(1L));
        assertEquals(
                "expected an application that this cluster knows, got " + gone.id()
                        + ": its queue 'etl' is not there any more",
                gone.register().refusal().getReason());
        ApplicationView shown = cluster.view().applications().get(0);
        assertEquals(
                List.of(gone.id(), "failed", "its queue 'etl' is not there any more"),
                List.of(shown.application(), shown.state(), shown.diagnostics()));
        agent.register(
                agent.phase(gone.container(1), ContainerPhase.RUNNING),
                agent.phase(other.container(1), ContainerPhase.RUNNING));
        assertEquals(
                List.of(gone.container(1)),
                agent.stops().stream().map(StopContainer::getContainer).toList());
        other.telling(List.of(), List.of(1L)).register();
        assertEquals(List.of(), other.news());
        cluster.restart();
        assertEquals(1, cluster.view().applications().size(), "the next master knows nothing of it");
    }

    @Test
    void aShorterJournalKeepsWhatWasNotHeard() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        JournalImage image = cluster.master.turns().context().journal().image();
        JournalImage shorter = JournalImage.of(image.records());
        assertEquals(image.records(), shorter.records());
        assertEquals(
                List.of(true, true),
                shorter.unheard(application.id()).stream()
                        .flatMap(freed -> freed.getUnheardList().stream())
                        .map(event -> event.hasStarted() || event.hasEnded())
                        .toList());
    }

    @Test
    void anEpochIsUsedOnlyWhenItIsOnTheDisk() {
        cluster.diskDelay = NEVER;
        cluster.disk.crash(0);
        cluster.start(); // its start does not reach the disk
        TestAgent agent = cluster.agent("n1").register();
        assertEquals(List.of(), agent.connection.heard);
        cluster.restart();
        agent.register();
        assertEquals(2, agent.connection.heard.get(0).getEpoch());
    }

    @Test
    void runningWorkersAreAdoptedAndNobodyIsDisturbed() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        agent.runAll();
        cluster.restart();
        assertEquals("recovering", cluster.view().master().state());
        application.telling(List.of(3L), List.of(1L, 2L)).register();
        assertTrue(application.welcome().getRecovering());
        agent.register(
                agent.phase(application.container(1), ContainerPhase.RUNNING),
                agent.phase(application.container(2), ContainerPhase.RUNNING));
        assertEquals("active", cluster.view().master().state());
        assertEquals(List.of(), application.news());
        assertEquals(List.of(), agent.welcome().getKillList());
        assertEquals(List.of(application.container(3)), agent.runAll());
        assertEquals(3072, cluster.node("n1").bookedMb());
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.FAILED, 1));
        assertEquals(List.of("3 started n1", "1 ended FAILED"), application.news());
    }

    @Test
    void theAgentMayComeBeforeTheApplication() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2, 3);
        agent.runAll();
        cluster.restart();
        agent.register(
                agent.phase(application.container(1), ContainerPhase.RUNNING),
                agent.ended(application.container(2), ContainerEnd.Cause.FAILED, 9),
                agent.phase(application.container(3), ContainerPhase.RUNNING));
        // the start of 1 was not heard, 2 was, and 3 is not wanted any more
        application.telling(List.of(1L), List.of(2L)).register();
        assertEquals(List.of("1 started n1", "2 ended FAILED"), application.news());
        assertEquals(application.container(3), agent.stops().get(0).getContainer());
        application.telling(List.of(), List.of(1L)).register();
        assertEquals(List.of(), application.news());
    }

    @Test
    void nothingIsGrantedBeforeTheBarrierAndTheTimeForItIsBounded() {
        List<TestAgent> agents = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            agents.add(cluster.agent("n" + i).register());
        }
        TestApplication application = cluster.application().register();
        cluster.restart();
        application.register();
        application.request(TestApplication.wish(1, 1024));
        application.request(TestApplication.wish(2, 9000));
        List<TestAgent> back = agents.subList(0, 18);
        back.forEach(TestAgent::register);
        cluster.beating(29, back.toArray(TestAgent[]::new));
        assertEquals("recovering", cluster.view().master().state());
        assertEquals(0, back.stream().mapToInt(agent -> agent.launches().size()).sum());
        assertEquals(List.of(), application.news());
        cluster.beating(2, back.toArray(TestAgent[]::new));
        assertEquals("active", cluster.view().master().state());
        assertEquals(1, back.stream().mapToInt(agent -> agent.launches().size()).sum());
        assertEquals(List.of("2 refused TOO_LARGE"), application.news());
    }

    @Test
    void nineteenOfTwentyNodesAreEnough() {
        List<TestAgent> agents = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            agents.add(cluster.agent("n" + i).register());
        }
        cluster.restart();
        agents.subList(0, 18).forEach(TestAgent::register);
        assertEquals("recovering", cluster.view().master().state());
        agents.get(18).register();
        assertEquals("active", cluster.view().master().state());
    }

    @Test
    void whatDoesNotComeBackIsLostAfterTheBarrierAndItsLease() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        cluster.restart();
        application.telling(List.of(), List.of(1L)).register();
        cluster.seconds(58);
        application.beat();
        assertEquals("suspect", cluster.state("n1"));
        assertEquals(List.of(), application.news());
        cluster.seconds(6);
        assertEquals("lost", cluster.state("n1"));
        assertEquals(List.of("1 ended NODE_LOST"), application.news());
        cluster.restart();
        assertEquals(List.of(), cluster.view().nodes());
    }

    @Test
    void anApplicationThatDoesNotComeBackIsGivenUpAfterTheBarrierAndItsLease() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        cluster.restart();
        agent.register(agent.phase(application.container(1), ContainerPhase.RUNNING));
        cluster.beating(59, agent);
        assertEquals(List.of(), agent.stops());
        cluster.beating(3, agent);
        assertEquals(1, agent.stops().size());
        TestApplication next = cluster.application().register();
        assertTrue(next.id().endsWith("-2"), "no id is given twice: " + next.id());
    }

    @Test
    void idsAreNotGivenTwiceAfterTheJournalWasShortened() {
        TestApplication application = cluster.application().register();
        application.finish();
        for (int i = 0; i < 1000; i++) {
            TestAgent agent = cluster.agent("n1");
            agent.registration.setRack("rack-" + i);
            agent.nextProcess();
            agent.register();
            agent.connection.breakOff();
        }
        assertTrue(
                cluster.disk.records().size() < 100,
                "records: " + cluster.disk.records().size());
        cluster.restart();
        assertTrue(cluster.application().register().id().endsWith("-2"));
    }

    @Test
    void tokensOutliveTheMaster() {
        TestApplication application = cluster.application().register();
        cluster.restart();
        TestApplication thief = cluster.application();
        thief.registration.setApplication(application.id()).setToken("guess");
        assertTrue(thief.register().refusal().getReason().contains("expected the token"));
        application.register().welcome();
    }

    @Test
    void eventsOfALaterMasterHaveHigherNumbers() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        long before = application.events().get(0).getNumber();
        cluster.restart();
        agent.register(agent.phase(application.container(1), ContainerPhase.RUNNING));
        application.telling(List.of(1L), List.of()).register();
        assertEquals(List.of("1 started n1"), application.news());
        assertTrue(application.events().get(0).getNumber() > before);
        assertNotEquals(0, before);
    }

    /** A worker is asked for, and the master dies when so many records of that were durable; always one start, no more. */
    @Test
    void aDeathAtAnyRecordStartsEachWorkerOnce() {
        for (int kept = 0; kept <= 3; kept++) {
            TestCluster each = new TestCluster().start();
            TestApplication application = each.application().register();
            TestAgent agent = each.agent("n1").register();
            each.diskDelay = NEVER;
            application.request(1, 2, 3);
            assertEquals(3, each.disk.pending());
            assertEquals(List.of(), agent.launches());
            each.restart(kept);
            application.telling(List.of(1L, 2L, 3L), List.of());
            if (kept % 2 == 0) {
                application.register();
                agent.register();
            } else {
                agent.register();
                application.register();
            }
            assertEquals(3, agent.runAll().size(), kept + " records");
            assertEquals(
                    List.of("1 started n1", "2 started n1", "3 started n1"),
                    application.news().stream().sorted().toList());
        }
    }

    @Test
    void anEndWhoseRecordIsLostIsReportedAgain() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        agent.runAll();
        cluster.diskDelay = NEVER;
        var one = agent.ended(application.container(1), ContainerEnd.Cause.FAILED, 1);
        var two = agent.ended(application.container(2), ContainerEnd.Cause.FAILED, 2);
        agent.report(one, two);
        assertEquals(4, agent.acknowledged());
        assertEquals("2 ended FAILED", application.news().get(3)); // 1 is heard and forgotten, 2 is not
        cluster.restart(1);
        agent.register(one, two);
        application.telling(List.of(), List.of(2L)).register();
        assertEquals(List.of("2 ended FAILED"), application.news());
        assertEquals(6, agent.acknowledged());
        assertEquals(0, cluster.node("n1").bookedMb());
    }

    @Test
    void aRefusalWhoseNewsWasLostIsAskedForAgain() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        ContainerName container = agent.takeLaunches().get(0);
        cluster.restart();
        agent.register(agent.refused(container, ContainerEnd.Cause.BUSY));
        application.telling(List.of(1L), List.of()).register();
        cluster.beating(2, agent);
        assertEquals(List.of(container), agent.runAll());
        assertEquals(List.of("1 started n1"), application.news());
    }

    @Test
    void workersOfApplicationsThatAreGoneAreEnded() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.finish();
        cluster.restart();
        agent.register(agent.phase(application.container(1), ContainerPhase.RUNNING));
        assertEquals(1, agent.stops().size());
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.KILLED, 137));
        assertEquals(0, cluster.node("n1").bookedMb());
    }
}
