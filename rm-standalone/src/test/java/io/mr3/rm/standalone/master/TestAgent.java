package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.ContainerReports;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rm.standalone.proto.ToAgent;
import java.util.ArrayList;
import java.util.List;

/** A node agent that does what the test says. */
final class TestAgent {
    static final NodeStatus WELL =
            NodeStatus.newBuilder().setAcceptsWork(true).setHealthy(true).build();

    private static long incarnations = 100;

    final String name;
    final AgentRegister.Builder registration;
    private final TestCluster cluster;
    TestConnection<FromAgent, ToAgent> connection;
    int beats;
    private long reports;

    TestAgent(TestCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        registration = AgentRegister.newBuilder()
                .setOldestProtocol(1)
                .setNewestProtocol(1)
                .setNode(name)
                .setIncarnation(++incarnations)
                .setBoot("boot-1")
                .setHost("host-of-" + name)
                .setTotal(Amount.newBuilder().setMemoryMb(4096).setCores(4))
                .setStatus(WELL);
    }

    /** Connects anew and registers with these containers. */
    TestAgent register(ContainerReport... containers) {
        connection = TestConnection.connect(cluster.master.agents(), name);
        connection.say(FromAgent.newBuilder()
                .setRegister(registration.clone().setLastBeat(beats).addAllContainers(List.of(containers)))
                .build());
        cluster.world.settle();
        return this;
    }

    /** Another process of the same agent, which has the state of the first. */
    TestAgent nextProcess() {
        TestAgent next = new TestAgent(cluster, name);
        next.registration.setHost(registration.getHost()).setBoot(registration.getBoot());
        return next;
    }

    void beat() {
        beat(AgentBeat.newBuilder().setNumber(++beats));
    }

    void beat(AgentBeat.Builder beat) {
        connection.say(FromAgent.newBuilder().setBeat(beat).build());
        cluster.world.settle();
    }

    void status(NodeStatus.Builder status) {
        beat(AgentBeat.newBuilder().setNumber(++beats).setStatus(status));
    }

    ContainerReport phase(ContainerName container, ContainerPhase phase) {
        return ContainerReport.newBuilder()
                .setNumber(++reports)
                .setContainer(container)
                .setPhase(phase)
                .setPid(phase == ContainerPhase.RUNNING ? 4711 : 0)
                .setLogFile("/log/" + container.getWorker())
                .build();
    }

    ContainerReport ended(ContainerName container, ContainerEnd.Cause cause, int status) {
        return phase(container, ContainerPhase.ENDED).toBuilder()
                .setPid(cause == ContainerEnd.Cause.LAUNCH_FAILED ? 0 : 4711)
                .setEnd(ContainerEnd.newBuilder()
                        .setCause(cause)
                        .setStatus(status)
                        .setDiagnostics("as planned"))
                .build();
    }

    ContainerReport refused(ContainerName container, ContainerEnd.Cause cause) {
        return phase(container, ContainerPhase.REFUSED).toBuilder()
                .setEnd(ContainerEnd.newBuilder().setCause(cause).setDiagnostics("as planned"))
                .build();
    }

    void report(ContainerReport... all) {
        connection.say(FromAgent.newBuilder()
                .setReports(ContainerReports.newBuilder().addAllReports(List.of(all)))
                .build());
        cluster.world.settle();
    }

    /** Every launch that was ordered and not answered is reported as running. */
    List<ContainerName> runAll() {
        List<ContainerName> launched = takeLaunches();
        for (ContainerName container : launched) {
            report(phase(container, ContainerPhase.ACCEPTED), phase(container, ContainerPhase.RUNNING));
        }
        return launched;
    }

    List<ContainerName> takeLaunches() {
        List<ContainerName> launched = launches();
        connection.heard.removeIf(
                message -> message.getOrders().getOrdersList().stream().anyMatch(AgentOrder::hasLaunch));
        return launched;
    }

    List<ContainerName> launches() {
        return orders().stream()
                .filter(AgentOrder::hasLaunch)
                .map(order -> order.getLaunch().getContainer())
                .toList();
    }

    List<StopContainer> stops() {
        return orders().stream()
                .filter(AgentOrder::hasStop)
                .map(AgentOrder::getStop)
                .toList();
    }

    List<AgentOrder> orders() {
        List<AgentOrder> orders = new ArrayList<>();
        connection.heard.forEach(message -> orders.addAll(message.getOrders().getOrdersList()));
        return orders;
    }

    AgentWelcome welcome() {
        return connection.heard.stream()
                .filter(ToAgent::hasWelcome)
                .map(ToAgent::getWelcome)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("not welcome: " + connection.heard));
    }

    Refusal refusal() {
        return connection.heard.stream()
                .filter(ToAgent::hasRefusal)
                .map(ToAgent::getRefusal)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not refused: " + connection.heard));
    }

    ToAgent last() {
        return connection.heard.get(connection.heard.size() - 1);
    }

    /** Number up to which reports were acknowledged. */
    long acknowledged() {
        return connection.heard.stream()
                .filter(ToAgent::hasAcknowledged)
                .mapToLong(message -> message.getAcknowledged().getUpTo())
                .max()
                .orElse(0);
    }
}
