package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.view.ApplicationView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
    private final TestCluster cluster = new TestCluster().start();

    @Test
    void applicationsGetIdsAndTokensOfTheirOwn() {
        TestApplication one = cluster.application().register();
        TestApplication two = cluster.application().register();
        String cluster8 = cluster.view().master().cluster().substring(0, 8);
        assertEquals("app-" + cluster8 + "-1", one.id());
        assertEquals("app-" + cluster8 + "-2", two.id());
        assertNotEquals(one.registration.getToken(), two.registration.getToken());
        assertEquals(32, one.registration.getToken().length());
        assertEquals(60_000, one.welcome().getLeaseMs());
        assertFalse(one.welcome().getRecovering());
    }

    @Test
    void aWelcomeWaitsUntilTheApplicationIsOnTheDisk() {
        cluster.diskDelay = Duration.ofMillis(20);
        TestApplication application = cluster.application().register();
        assertEquals(List.of(), application.connection.heard);
        cluster.pass(Duration.ofMillis(20));
        application.welcome();
    }

    @Test
    void whoDoesNotFitIsTurnedAwayInOneLine() {
        TestApplication lost = cluster.application();
        lost.registration.setQueue("nightly");
        assertEquals(
                "queue: expected one of [default], got 'nightly'",
                lost.register().refusal().getReason());
        TestApplication unknown = cluster.application();
        unknown.registration.setApplication("app-00000000-9");
        assertTrue(
                unknown.register().refusal().getReason().startsWith("expected an application that this cluster knows"));
        TestApplication old = cluster.application();
        old.registration.setOldestProtocol(2).setNewestProtocol(3);
        assertEquals(
                "expected a peer that speaks protocol 1, got one that speaks 2 to 3",
                old.register().refusal().getReason());
        TestApplication silent = cluster.application();
        silent.connection = TestConnection.connect(cluster.master.applications(), "test");
        silent.request(1);
        assertEquals(
                "expected a registration first, got REQUESTS", silent.refusal().getReason());
    }

    @Test
    void nobodyElseCanBeTheApplication() {
        TestApplication own = cluster.application().register();
        TestApplication thief = cluster.application();
        thief.registration.setApplication(own.id()).setToken("0123456789abcdef0123456789abcdef");
        assertEquals(
                own.id() + ": expected the token that it got when it registered first, got another",
                thief.register().refusal().getReason());
        cluster.agent("n1").register();
        own.request(1);
        assertEquals(1, cluster.view().applications().get(0).workers());
    }

    @Test
    void eventsAreSentAgainUntilTheyAreAcknowledged() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        agent.runAll();
        long first = application.events().get(0).getNumber();
        application.acknowledge(first);
        TestConnection<FromApplication, ToApplication> old = application.connection;
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        application.telling(List.of(2L), List.of(1L)).register();
        assertFalse(old.isOpen());
        assertEquals(List.of("2 started n1", "1 ended COMPLETED"), application.news());
        assertEquals(first + 1, application.events().get(0).getNumber());
        application.acknowledge(first + 2);
        application.telling(List.of(), List.of(2L)).register();
        assertEquals(List.of(), application.news());
    }

    @Test
    void whatTheApplicationTellsWhenItComesBackHolds() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1, 2);
        agent.runAll();
        application.request(3, 4);
        application.connection.breakOff(); // with the cancel of 3, the request of 5, and the release of 2 by forgetting
        application.telling(List.of(4L, 5L), List.of(1L, 9L)).register();
        assertEquals(List.of("9 ended CAUSE_UNKNOWN"), application.news());
        assertEquals(
                List.of(2L, 3L),
                agent.stops().stream()
                        .map(stop -> stop.getContainer().getWorker())
                        .toList());
        assertEquals(
                List.of(3L, 4L),
                agent.launches().stream()
                        .map(container -> container.getWorker())
                        .toList());
        agent.report(agent.ended(application.container(2), ContainerEnd.Cause.KILLED, 143));
        assertEquals(application.container(5), agent.launches().get(2));
        assertEquals(1, application.news().size());
    }

    @Test
    void afterItsLeaseAnApplicationIsGivenUp() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.connection.breakOff();
        cluster.beating(59, agent);
        assertEquals("disconnected", cluster.view().applications().get(0).state());
        assertEquals(List.of(), agent.stops());
        cluster.beating(3, agent);
        assertEquals(1, agent.stops().size());
        assertEquals("lost", cluster.view().applications().get(0).state());
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.KILLED, 143));
        assertTrue(agent.orders().stream().anyMatch(AgentOrder::hasPurge));
        assertTrue(application.register().refusal().getReason().contains("silent for longer than its lease"));
    }

    @Test
    void aConnectedApplicationThatIsSilentIsGivenUpToo() {
        TestApplication silent = cluster.application().register();
        TestApplication well = cluster.application().register();
        for (int i = 0; i < 70; i++) {
            cluster.seconds(1);
            well.beat();
        }
        assertFalse(silent.connection.isOpen());
        assertTrue(well.connection.isOpen());
        assertEquals(
                1,
                well.connection
                        .heard
                        .get(well.connection.heard.size() - 1)
                        .getBeat()
                        .getNumber());
    }

    @Test
    void aDetachedApplicationLivesUntilItsWorkersHaveEnded() {
        TestApplication application = cluster.application();
        application.registration.setDetached(true);
        application.register();
        TestAgent agent = cluster.agent("n1").register();
        application.request(1);
        agent.runAll();
        application.connection.breakOff();
        cluster.beating(300, agent);
        assertEquals(List.of(), agent.stops());
        agent.report(agent.ended(application.container(1), ContainerEnd.Cause.COMPLETED, 0));
        cluster.beating(2, agent);
        assertEquals("succeeded", cluster.view().applications().get(0).state());
    }

    @Test
    void requestsThatWaitHaveABound() {
        TestCluster small = new TestCluster().set("application.requests", "3").start();
        TestApplication application = small.application().register();
        TestAgent agent = small.agent("n1").register();
        application.request(1, 2, 3);
        agent.runAll();
        application.request(4, 5, 6, 7);
        agent.runAll();
        application.request(8);
        List<WorkerRefused> refused = application.events().stream()
                .filter(ApplicationEvent::hasRefused)
                .map(ApplicationEvent::getRefused)
                .toList();
        assertEquals(
                List.of("7 refused REFUSED"),
                application.news().stream()
                        .filter(line -> line.contains("refused"))
                        .toList(),
                "4 has a place");
        assertEquals(
                "mr3.standalone.master.application.requests: expected at most 3 requests of an application that wait, got one"
                        + " more",
                refused.get(0).getReason());
        application.cancel(5);
        application.request(9);
        assertEquals(
                List.of(),
                application.news().stream()
                        .filter(line -> line.startsWith("9 "))
                        .toList());
        application.request(10);
        assertTrue(application.news().contains("10 refused REFUSED"));
    }

    @Test
    void twoHundredThatHaveEndedAreRemembered() {
        TestApplication living = cluster.application().register();
        TestApplication first = cluster.application().register();
        first.finish();
        for (int i = 0; i < 199; i++) {
            cluster.application().register().finish();
        }
        assertEquals(201, cluster.view().applications().size());
        assertEquals(first.id(), cluster.view().applications().get(0).application());
        cluster.application().register().finish();
        List<ApplicationView> shown = cluster.view().applications();
        assertEquals(201, shown.size());
        assertEquals(living.id(), shown.get(200).application());
        assertFalse(shown.stream().anyMatch(one -> one.application().equals(first.id())), "the oldest is forgotten");
    }

    @Test
    void aFinishedApplicationHasItsWorkersEndedAndItsFilesPurged() {
        TestApplication application = cluster.application().register();
        TestAgent agent = cluster.agent("n1").register();
        TestAgent idle = cluster.agent("n2").register();
        application.request(1, 2, 3);
        agent.runAll();
        idle.runAll();
        application.finish();
        assertTrue(application.connection.heard.stream().anyMatch(ToApplication::hasFinished));
        assertEquals(
                List.of(),
                application.news().stream()
                        .filter(line -> line.contains("ended"))
                        .toList());
        assertFalse(agent.orders().stream().anyMatch(AgentOrder::hasPurge));
        for (TestAgent each : List.of(agent, idle)) {
            each.stops().forEach(stop -> each.report(each.ended(stop.getContainer(), ContainerEnd.Cause.KILLED, 143)));
            assertEquals(1, each.orders().stream().filter(AgentOrder::hasPurge).count());
        }
        assertEquals(List.of(), agent.register().welcome().getKnownApplicationsList());
        assertTrue(cluster.master.turns().parts().applications().all().isEmpty());
    }
}
