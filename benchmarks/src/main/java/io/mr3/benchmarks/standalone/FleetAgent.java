package io.mr3.benchmarks.standalone;

import io.mr3.rm.standalone.master.ClusterMaster;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.ContainerReports;
import io.mr3.rm.standalone.proto.DiskUsage;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rm.standalone.proto.Usage;
import java.util.ArrayList;
import java.util.List;

/** A node agent that starts at once whatever it is told to launch. */
final class FleetAgent {
    static final int MEMORY_MB = 16_384;

    private final int number;
    private final List<ContainerName> running = new ArrayList<>();
    private Line<FromAgent, ToAgent> line;
    private int beats;
    private long reports;

    FleetAgent(int number) {
        this.number = number;
    }

    void connect(ClusterMaster master) {
        line = new Line<>(master.agents(), ToAgent.parser(), "agent-" + number);
    }

    Line<FromAgent, ToAgent> line() {
        return line;
    }

    private NodeStatus status() {
        return NodeStatus.newBuilder()
                .setAcceptsWork(true)
                .setHealthy(true)
                .setUsage(Usage.newBuilder()
                        .setMemoryTotalMb(MEMORY_MB)
                        .setMemoryUsedMb(4000 + beats % 100)
                        .setLoad(beats % 17 / 4.0)
                        .setWorkersMemoryMb(3000)
                        .addDisks(DiskUsage.newBuilder()
                                .setDirectory("/data/disk1/mr3")
                                .setFreeMb(500_000 - beats)
                                .setTotalMb(1_000_000)))
                .build();
    }

    byte[] registration() {
        AgentRegister.Builder register = AgentRegister.newBuilder()
                .setOldestProtocol(1)
                .setNewestProtocol(1)
                .setBuild("simulated")
                .setNode("node-" + number)
                .setIncarnation(number)
                .setBoot("boot-" + number)
                .setHost("host-" + number + ".example")
                .setRack("rack-" + number / 40)
                .setWebAddress("host-" + number + ".example:8421")
                .setTotal(Amount.newBuilder().setMemoryMb(MEMORY_MB).setCores(16))
                .setStatus(status())
                .setLastBeat(beats);
        running.forEach(container -> register.addContainers(report(container, ContainerPhase.RUNNING)));
        return FromAgent.newBuilder().setRegister(register).build().toByteArray();
    }

    byte[] beat() {
        return FromAgent.newBuilder()
                .setBeat(AgentBeat.newBuilder().setNumber(++beats).setStatus(status()))
                .build()
                .toByteArray();
    }

    /** What it answers to the launches that it was told; nothing to none. */
    List<byte[]> launched() {
        List<byte[]> answers = new ArrayList<>();
        for (ToAgent message : line.take()) {
            message.getOrders().getOrdersList().stream()
                    .filter(order -> order.hasLaunch())
                    .forEach(order -> answers.addAll(run(order.getLaunch().getContainer())));
        }
        return answers;
    }

    private List<byte[]> run(ContainerName container) {
        running.add(container);
        return List.of(
                frame(report(container, ContainerPhase.ACCEPTED)), frame(report(container, ContainerPhase.RUNNING)));
    }

    private ContainerReport report(ContainerName container, ContainerPhase phase) {
        return ContainerReport.newBuilder()
                .setNumber(++reports)
                .setContainer(container)
                .setPhase(phase)
                .setPid(phase == ContainerPhase.RUNNING ? 10_000 + reports : 0)
                .setLogFile("/data/mr3/containers/" + container.getWorker() + "/output.log")
                .build();
    }

    private static byte[] frame(ContainerReport report) {
        return FromAgent.newBuilder()
                .setReports(ContainerReports.newBuilder().addReports(report))
                .build()
                .toByteArray();
    }
}
