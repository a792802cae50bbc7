package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rm.standalone.proto.Constraints;
import io.mr3.rm.standalone.proto.ContainerPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where workers of an application may be is told once, at its registration. */
class ConstraintsTest {
    private final TestCluster cluster = new TestCluster().start();

    @Test
    void whatAnApplicationDemandsHoldsForAMasterOfLaterToo() {
        TestAgent one = agent("n1", "gpu");
        TestAgent two = agent("n2", "gpu");
        two.registration.setHost(one.registration.getHost());
        TestAgent plain = cluster.agent("n3");
        List.of(one, two, plain).forEach(TestAgent::register);
        TestApplication application = cluster.application();
        application.registration.setConstraints(
                Constraints.newBuilder().setSpread(Constraints.Spread.HOST).addLabels("gpu"));
        application.register();
        application.request(1, 2);
        one.runAll();
        assertEquals(List.of("1 started n1"), application.news());
        assertEquals(List.of(), two.launches(), "the same host");
        assertEquals(List.of(), plain.launches(), "no label");
        cluster.seconds(1); // all is on the disk
        cluster.restart();
        one.register(one.phase(application.container(1), ContainerPhase.RUNNING));
        two.register();
        plain.register();
        application.registration.clearConstraints();
        application.telling(List.of(2L), List.of(1L)).register();
        cluster.beating(3, one, two, plain);
        assertEquals(List.of(), two.launches());
        assertEquals(List.of(), plain.launches());
        TestAgent far = agent("n4", "gpu").register();
        cluster.seconds(1);
        assertEquals(List.of(application.container(2)), far.launches());
    }

    @Test
    void whatIsNotKnownHereIsRefused() {
        TestApplication newer = cluster.application();
        newer.registration.setConstraints(Constraints.newBuilder().setSpreadValue(7));
        assertEquals(
                "spread: expected none, host or rack, got number 7",
                newer.register().refusal().getReason());
        TestApplication wrong = cluster.application();
        wrong.registration.setConstraints(Constraints.newBuilder().addLabels("=x"));
        assertEquals(
                "labels: expected name or name=value items, got '=x'",
                wrong.register().refusal().getReason());
    }

    private TestAgent agent(String name, String label) {
        TestAgent agent = cluster.agent(name);
        agent.registration.putLabels(label, "");
        return agent;
    }
}
