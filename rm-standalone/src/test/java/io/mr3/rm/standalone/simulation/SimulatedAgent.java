package io.mr3.rm.standalone.simulation;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReports;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.simulation.Misfortunes;
import io.mr3.simulation.Wire;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** One process of a node agent: what a real one says and does, on a host that outlives it. */
final class SimulatedAgent implements Mailboxes.Owner {
    private static final NodeStatus WELL =
            NodeStatus.newBuilder().setAcceptsWork(true).setHealthy(true).build();
    private static final int MOST_UNANSWERED = 4;

    private final SimulatedHost host;
    private final VirtualProcess process;
    private final Mailbox mailbox;
    private final Misfortunes luck;
    private final Connector connector;
    private final long incarnation;
    private Wire<FromAgent, ToAgent> wire;
    private boolean welcomed;
    private int answered;
    private int unanswered;
    private long reports;
    /** The last report that the registration on this connection has told. */
    private long registered;

    private int connections;

    SimulatedAgent(
            SimulatedHost host, VirtualMailboxes world, Misfortunes luck, Connector connector, long incarnation) {
        this.host = host;
        this.process = world.process();
        this.luck = luck;
        this.connector = connector;
        this.incarnation = incarnation;
        mailbox = process.create("agent " + host.name, this);
        mailbox.post(this::begin);
    }

    private void begin() {
        for (SimulatedContainer container : List.copyOf(host.containers.values())) {
            if (!container.isOver() && !container.runs()) {
                container.over(ContainerPhase.ENDED, ContainerEnd.Cause.LAUNCH_FAILED, -1);
            }
            container.number = ++reports;
        }
        host.tells(container -> mailbox.post(() -> changed(container)));
        connect();
    }

    /** kill -9. */
    void kill() {
        process.kill();
        host.tells(container -> {});
        if (wire != null) {
            wire.die();
        }
    }

    void breakOff() {
        if (wire != null) {
            wire.breakOff();
        }
    }

    /** A pause of the whole process. */
    VirtualProcess process() {
        return process;
    }

    private void connect() {
        welcomed = false;
        unanswered = 0;
        int connection = ++connections;
        wire = connector.agent(new Wire.FarEnd<>() {
            @Override
            public void received(ToAgent message) {
                mailbox.post(() -> {
                    if (connection == connections) {
                        heard(message);
                    }
                });
            }

            @Override
            public void closed(String reason) {
                mailbox.post(() -> {
                    if (connection == connections) {
                        again();
                    }
                });
            }
        });
        register();
        beatLater(connection, 1000);
    }

    /** This connection is over; another one comes after a while. */
    private void again() {
        connections++;
        welcomed = false;
        mailbox.after(luck.millis(3000), this::connect);
    }

    private void register() {
        registered = reports;
        AgentRegister.Builder register = AgentRegister.newBuilder()
                .setOldestProtocol(1)
                .setNewestProtocol(1)
                .setCluster(host.cluster)
                .setNode(host.name)
                .setIncarnation(incarnation)
                .setBoot("boot-" + host.boots)
                .setHost(host.name)
                .setTotal(
                        Amount.newBuilder().setMemoryMb(SimulatedHost.MEMORY_MB).setCores(4))
                .setHighestEpoch(host.highestEpoch)
                .setStatus(WELL)
                .setLastBeat(answered);
        host.containers.values().forEach(container -> register.addContainers(container.report()));
        wire.say(FromAgent.newBuilder().setRegister(register).build());
    }

    private void beatLater(int connection, int millis) {
        mailbox.after(Duration.ofMillis(millis), () -> {
            if (connection == connections) {
                beat(connection, millis);
            }
        });
    }

    private void beat(int connection, int millis) {
        if (++unanswered > MOST_UNANSWERED) {
            wire.hangUp("no answer");
            again();
            return;
        }
        if (welcomed) {
            wire.say(FromAgent.newBuilder()
                    .setBeat(AgentBeat.newBuilder().setNumber(answered + 1))
                    .build());
        }
        beatLater(connection, millis);
    }

    private void heard(ToAgent message) {
        if (message.getEpoch() < host.highestEpoch) {
            wire.hangUp("a master of before");
            again();
            return;
        }
        host.highestEpoch = message.getEpoch();
        switch (message.getMessageCase()) {
            case WELCOME -> welcome(message.getWelcome());
            case REFUSAL -> {
                if (!message.getRefusal().getTryAgain()) {
                    throw new AssertionError(host.name + " is refused: " + message.getRefusal());
                }
            }
            case BEAT -> {
                if (message.getBeat().getRegisterAgain()) {
                    register();
                } else if (message.getBeat().getNumber() == answered + 1) {
                    answered++;
                    unanswered = 0;
                }
            }
            case ACKNOWLEDGED -> acknowledged(message.getAcknowledged().getUpTo());
            case ORDERS -> message.getOrders().getOrdersList().forEach(this::obey);
            default -> throw new AssertionError("unexpected: " + message);
        }
    }

    private void welcome(AgentWelcome welcome) {
        host.cluster = welcome.getCluster();
        welcomed = true;
        unanswered = 0;
        // before anything newer: who hears of that may acknowledge all up to it
        host.containers.values().stream()
                .filter(container -> container.number > registered)
                .sorted(Comparator.comparingLong(container -> container.number))
                .forEach(this::tell);
        welcome.getKillList().forEach(container -> host.stop(container, 0));
    }

    private void acknowledged(long upTo) {
        host.containers.values().removeIf(container -> container.isOver() && container.number <= upTo);
    }

    private void obey(AgentOrder order) {
        switch (order.getOrderCase()) {
            case LAUNCH -> launch(order.getLaunch());
            case STOP ->
                host.stop(order.getStop().getContainer(), order.getStop().getGraceMs());
            case PURGE ->
                List.copyOf(host.containers.values()).stream()
                        .filter(container -> container
                                .name
                                .getApplication()
                                .equals(order.getPurge().getApplication()))
                        .forEach(container -> host.stop(container.name, 0));
            default -> throw new AssertionError("unexpected: " + order);
        }
    }

    private void launch(Launch launch) {
        ContainerId id = ContainerId.of(launch.getContainer());
        SimulatedContainer known = host.containers.get(id);
        if (known != null) {
            changed(known);
            return;
        }
        if (luck.strike(8)) {
            return; // as if the agent had a defect: the launch is never accepted
        }
        SimulatedContainer container =
                new SimulatedContainer(launch.getContainer(), launch.getAmount().getMemoryMb());
        if (host.usedMb() + container.memoryMb > SimulatedHost.MEMORY_MB || luck.strike(8)) {
            container.over(ContainerPhase.REFUSED, ContainerEnd.Cause.BUSY, -1);
        }
        host.containers.put(id, container);
        changed(container);
        if (!container.isOver()) {
            mailbox.after(luck.millis(luck.oneIn(4) ? 4000 : 50), () -> localize(container));
        }
    }

    private void localize(SimulatedContainer container) {
        if (container.phase == ContainerPhase.ACCEPTED) {
            container.phase = ContainerPhase.LOCALIZING;
            changed(container);
            mailbox.after(luck.millis(luck.oneIn(4) ? 4000 : 50), () -> run(container));
        }
    }

    private void run(SimulatedContainer container) {
        if (container.phase != ContainerPhase.LOCALIZING) {
            return;
        }
        if (luck.strike(4)) {
            container.over(ContainerPhase.ENDED, ContainerEnd.Cause.LAUNCH_FAILED, -1);
        } else {
            host.start(container);
        }
        changed(container);
    }

    /** It is told at once, or, before a welcome, after that; without a connection in the next registration. */
    private void changed(SimulatedContainer container) {
        container.number = ++reports;
        if (welcomed) {
            tell(container);
        }
    }

    private void tell(SimulatedContainer container) {
        wire.say(FromAgent.newBuilder()
                .setReports(ContainerReports.newBuilder().addReports(container.report()))
                .build());
    }

    @Override
    public void endOfTurn() {}

    @Override
    public void failed(Throwable cause) {}
}
