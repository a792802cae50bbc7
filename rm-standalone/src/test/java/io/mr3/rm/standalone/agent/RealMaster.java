package io.mr3.rm.standalone.agent;

import com.google.protobuf.Parser;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentGoodbye;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentOrders;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.Service;
import io.mr3.rpc.ServiceSet;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A master that real agents connect to. */
final class RealMaster implements Service<FromAgent>, AutoCloseable {
    final List<AgentRegister> registrations = new CopyOnWriteArrayList<>();
    final List<AgentGoodbye> goodbyes = new CopyOnWriteArrayList<>();
    final Map<ContainerId, ContainerReport> known = new ConcurrentHashMap<>();
    private final RpcServer server;
    private volatile Connection agent;

    RealMaster(Secret secret) throws IOException {
        server = RpcServer.start(RpcSettings.defaults(), secret, new ServiceSet("master", this));
    }

    String address() {
        return "127.0.0.1:" + server.address().getPort();
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public Parser<FromAgent> parser() {
        return FromAgent.parser();
    }

    @Override
    public ConnectionHandler<FromAgent> accept(Connection connection, String peerName) {
        return new ConnectionHandler<>() {
            @Override
            public void received(FromAgent message) {
                hear(connection, message);
            }

            @Override
            public void closed(String reason) {}
        };
    }

    private void hear(Connection from, FromAgent message) {
        switch (message.getMessageCase()) {
            case REGISTER -> {
                message.getRegister().getContainersList().forEach(this::keep);
                agent = from;
                say(ToAgent.newBuilder()
                        .setWelcome(AgentWelcome.newBuilder()
                                .setCluster("cluster-1")
                                .setProtocol(1)
                                .setNextBeatMs(200)
                                .setLeaseMs(30_000)
                                .addKnownApplications("app-1")));
                registrations.add(message.getRegister());
            }
            case BEAT ->
                say(ToAgent.newBuilder()
                        .setBeat(BeatReply.newBuilder()
                                .setNumber(message.getBeat().getNumber())
                                .setNextBeatMs(200)));
            case REPORTS -> {
                long last = 0;
                for (ContainerReport report : message.getReports().getReportsList()) {
                    keep(report);
                    last = report.getNumber();
                }
                say(ToAgent.newBuilder().setAcknowledged(ReportsAck.newBuilder().setUpTo(last)));
            }
            case GOODBYE -> goodbyes.add(message.getGoodbye());
            default -> throw new IllegalArgumentException("the agent sent " + message);
        }
    }

    private void keep(ContainerReport report) {
        known.put(ContainerId.of(report.getContainer()), report);
    }

    private void say(ToAgent.Builder message) {
        agent.send(message.setEpoch(1).build());
    }

    void order(AgentOrder.Builder order) {
        say(ToAgent.newBuilder().setOrders(AgentOrders.newBuilder().addOrders(order)));
    }

    void awaitRegistrations(int count) {
        Await.until(() -> registrations.size() >= count);
    }

    /** Waits until it is told that the container has come so far, or further. */
    ContainerReport await(ContainerId id, ContainerPhase phase) {
        Await.until(() -> known.containsKey(id) && known.get(id).getPhaseValue() >= phase.getNumber());
        ContainerReport report = known.get(id);
        if (report.getPhase() != phase) {
            throw new AssertionError("expected " + id + " to be " + phase + ", it is " + report);
        }
        return report;
    }

    @Override
    public void close() {
        server.close();
    }
}
