package io.mr3.rm.standalone.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.DiskUsage;
import io.mr3.rm.standalone.proto.NodeStatus;
import java.util.TreeMap;

/** An agent as JSON. */
final class NodeJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeJson() {}

    static String of(AgentSettings settings, AgentView view) {
        NodeStatus status = view.status();
        ObjectNode node = JSON.createObjectNode()
                .put("node", settings.name())
                .put("host", settings.host())
                .put("cluster", view.state().getCluster())
                .put("epoch", view.state().getEpoch())
                .put("masterIsThere", view.masterIsThere())
                .put("acceptsWork", status.getAcceptsWork())
                .put("healthy", status.getHealthy())
                .put("memoryMb", status.getTotal().getMemoryMb())
                .put("cores", status.getTotal().getCores())
                .put("hostMemoryUsedMb", status.getUsage().getMemoryUsedMb())
                .put("hostMemoryMb", status.getUsage().getMemoryTotalMb())
                .put("hostSwapUsedMb", status.getUsage().getSwapUsedMb())
                .put("load", status.getUsage().getLoad())
                .put(
                        "hostProcessorsUsed",
                        status.getUsage().hasProcessors() ? status.getUsage().getProcessors() : -1);
        ArrayNode reasons = node.putArray("reasons");
        status.getReasonsList().forEach(reasons::add);
        ArrayNode disks = node.putArray("disks");
        for (DiskUsage disk : status.getUsage().getDisksList()) {
            disks.addObject()
                    .put("directory", disk.getDirectory())
                    .put("freeMb", disk.getFreeMb())
                    .put("totalMb", disk.getTotalMb())
                    .put("problem", disk.getProblem());
        }
        ObjectNode reported = node.putObject("reported");
        new TreeMap<>(status.getUsage().getReportedMap()).forEach(reported::put);
        ArrayNode containers = node.putArray("containers");
        view.containers().forEach(report -> add(containers.addObject(), report));
        return node.toPrettyString() + "\n";
    }

    private static void add(ObjectNode container, ContainerReport report) {
        container
                .put("id", ContainerId.of(report.getContainer()).toString())
                .put("phase", report.getPhase().name())
                .put("pid", report.getPid())
                .put("attempt", report.getAttempt())
                .put("memoryMb", report.getAmount().getMemoryMb())
                .put("memoryUsedMb", report.getMemoryMb())
                .put("cores", report.getAmount().getCores())
                .put("logFile", report.getLogFile());
        if (report.hasEnd()) {
            container
                    .put("cause", report.getEnd().getCause().name())
                    .put("status", report.getEnd().getStatus())
                    .put("diagnostics", report.getEnd().getDiagnostics());
        }
    }
}
