package io.mr3.rm.standalone.agent;

import com.google.protobuf.MessageLite;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentGoodbye;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentOrders;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A master as an agent sees it: does what is right unless a test says otherwise, and keeps what it hears. */
final class ScriptedMaster implements MasterConnector {
    long epoch = 1;
    String cluster = "cluster-1";
    int beatMs = 1000;
    boolean reachable = true;
    boolean welcomes = true;
    boolean answersBeats = true;
    boolean acknowledges = true;
    /** Or reports alone are. */
    boolean acknowledgesRegistrations = true;

    Refusal refusal;
    AgentWelcome.Builder welcome = AgentWelcome.newBuilder();

    final List<AgentRegister> registrations = new ArrayList<>();
    final List<AgentBeat> beats = new ArrayList<>();
    final List<ContainerReport> reports = new ArrayList<>();
    final List<AgentGoodbye> goodbyes = new ArrayList<>();
    final Map<ContainerId, ContainerReport> known = new HashMap<>();
    int tries;
    Consumer<ContainerReport> hears = report -> {};
    Link link;
    long heardUpTo;

    @Override
    public CompletableFuture<Connection> connect(ConnectionHandler<ToAgent> handler) {
        tries++;
        if (!reachable) {
            return CompletableFuture.failedFuture(new IOException("cannot connect: nobody listens"));
        }
        link = new Link(handler);
        return CompletableFuture.completedFuture(link);
    }

    /** One connection. */
    final class Link implements Connection {
        private final ConnectionHandler<ToAgent> handler;
        private boolean open = true;

        Link(ConnectionHandler<ToAgent> handler) {
            this.handler = handler;
        }

        void say(ToAgent.Builder message) {
            if (open) {
                handler.received(message.setEpoch(epoch).build());
            }
        }

        /** As if it were still in the network when the connection was cut. */
        void comeLate(ToAgent.Builder message) {
            handler.received(message.setEpoch(epoch).build());
        }

        void cut(String reason) {
            if (open) {
                open = false;
                handler.closed(reason);
            }
        }

        @Override
        public void send(MessageLite message) {
            if (open) {
                hear(this, (FromAgent) message);
            }
        }

        @Override
        public void close(String reason) {
            cut(reason);
        }

        @Override
        public String peer() {
            return "master";
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }

    private void hear(Link from, FromAgent message) {
        switch (message.getMessageCase()) {
            case REGISTER -> registered(from, message.getRegister());
            case BEAT -> {
                beats.add(message.getBeat());
                if (answersBeats) {
                    from.say(reply(message.getBeat().getNumber()));
                }
            }
            case REPORTS -> {
                message.getReports().getReportsList().forEach(this::keep);
                if (acknowledges) {
                    acknowledge(heardUpTo);
                }
            }
            case GOODBYE -> goodbyes.add(message.getGoodbye());
            default -> throw new AssertionError("the agent sent " + message);
        }
    }

    private void registered(Link from, AgentRegister register) {
        registrations.add(register);
        heardUpTo = 0;
        register.getContainersList().forEach(this::keep);
        if (refusal != null) {
            from.say(ToAgent.newBuilder().setRefusal(refusal));
            from.cut("refused");
        } else if (welcomes) {
            welcomeNow();
        }
    }

    void welcomeNow() {
        link.say(ToAgent.newBuilder()
                .setWelcome(welcome.clone()
                        .setCluster(cluster)
                        .setProtocol(1)
                        .setNextBeatMs(beatMs)
                        .setLeaseMs(30_000)
                        .setReportsAcknowledged(acknowledges && acknowledgesRegistrations ? heardUpTo : 0)));
    }

    private void keep(ContainerReport report) {
        ContainerId id = ContainerId.of(report.getContainer());
        ContainerReport before = known.put(id, report);
        if (before != null && before.getPhaseValue() > report.getPhaseValue()) {
            throw new AssertionError("phases only go forward: " + before + " then " + report);
        }
        hears.accept(report);
        heardUpTo = Math.max(heardUpTo, report.getNumber());
        reports.add(report);
    }

    ToAgent.Builder reply(int number) {
        return ToAgent.newBuilder()
                .setBeat(BeatReply.newBuilder().setNumber(number).setNextBeatMs(beatMs));
    }

    void acknowledge(long upTo) {
        link.say(ToAgent.newBuilder().setAcknowledged(ReportsAck.newBuilder().setUpTo(upTo)));
    }

    void order(AgentOrder.Builder... orders) {
        AgentOrders.Builder all = AgentOrders.newBuilder();
        for (AgentOrder.Builder order : orders) {
            all.addOrders(order);
        }
        link.say(ToAgent.newBuilder().setOrders(all));
    }

    Optional<ContainerReport> last(ContainerId id) {
        return Optional.ofNullable(known.get(id));
    }
}
