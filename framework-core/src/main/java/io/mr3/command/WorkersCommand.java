package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.GetGroups;
import io.mr3.rpc.proto.GroupReport;
import io.mr3.rpc.proto.GroupsReport;
import io.mr3.rpc.proto.ToAdmin;
import io.mr3.rpc.proto.WorkerReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 workers}. */
@Command(name = "workers", description = "Lists ContainerWorkers.")
final class WorkersCommand implements Callable<Integer> {
    private static final long MB = 1 << 20;

    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    static GroupsReport ask(AdminClient master) throws IOException {
        return master.ask(ToAdmin.newBuilder().setGroups(GetGroups.getDefaultInstance()))
                .getGroups();
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        GroupsReport report;
        try (AdminClient master = choice.connect()) {
            report = ask(master);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("allocated", report.getAllocated());
        ArrayNode workers = json.putArray("workers");
        TextTable table =
                new TextTable().row("WORKER", "LOCATION", "GROUP", "STATE", "SLOTS", "BUSY", "HEAP USED", "LOG");
        StringBuilder without = new StringBuilder();
        for (GroupReport group : report.getGroupsList()) {
            for (WorkerReport worker : group.getWorkersList()) {
                ObjectNode row = workers.addObject()
                        .put("worker", worker.getWorker())
                        .put("location", worker.getLocation())
                        .put("group", group.getName())
                        .put("state", worker.getState())
                        .put("slots", worker.getSlots())
                        .put("busySlots", worker.getBusySlots())
                        .put("usedMemoryBytes", worker.getUsedMemoryBytes())
                        .put("logFile", worker.getLogFile());
                ArrayNode bad = row.putArray("badDirectories");
                for (String directory : worker.getBadDirectoriesList()) {
                    bad.add(directory);
                    without.append(worker.getLocation() + " does without " + directory + "\n");
                }
                table.row(
                        worker.getWorker(),
                        worker.getLocation(),
                        group.getName(),
                        worker.getState(),
                        worker.getSlots(),
                        worker.getBusySlots(),
                        worker.getUsedMemoryBytes() / MB + " MB",
                        worker.getLogFile());
            }
        }
        common.print(
                json,
                (workers.isEmpty() ? "no workers\n" : table.text()) + without
                        + "allocated since the DAGAppMaster began: " + report.getAllocated() + "\n");
        return 0;
    }
}
