package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.GroupReport;
import io.mr3.rpc.proto.GroupsReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 groups}. */
@Command(name = "groups", description = "Lists ContainerGroups.")
final class GroupsCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Override
    public Integer call() throws CommandFailure, IOException {
        GroupsReport report;
        try (AdminClient master = choice.connect()) {
            report = WorkersCommand.ask(master);
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TextTable table = new TextTable()
                .row(
                        "GROUP",
                        "KIND",
                        "WORKERS",
                        "AT LEAST",
                        "AT MOST",
                        "ALLOCATED",
                        "SLOTS",
                        "BUSY",
                        "WAITING ATTEMPTS",
                        "DAGS");
        for (GroupReport group : report.getGroupsList()) {
            boolean isBounded = group.getMaxWorkers() < Integer.MAX_VALUE;
            json.addObject()
                    .put("group", group.getName())
                    .put("kind", group.getScope())
                    .put("workers", group.getWorkersCount())
                    .put("minWorkers", group.getMinWorkers())
                    .put("maxWorkers", isBounded ? group.getMaxWorkers() : null)
                    .put("allocated", group.getAllocated())
                    .put("slots", group.getSlots())
                    .put("busySlots", group.getBusySlots())
                    .put("waitingAttempts", group.getWaiting())
                    .put("dags", group.getDags());
            table.row(
                    group.getName(),
                    group.getScope(),
                    group.getWorkersCount(),
                    group.getMinWorkers(),
                    isBounded ? group.getMaxWorkers() : "no bound",
                    group.getAllocated(),
                    group.getSlots(),
                    group.getBusySlots(),
                    group.getWaiting(),
                    group.getDags());
        }
        common.print(json, table.text());
        return 0;
    }
}
