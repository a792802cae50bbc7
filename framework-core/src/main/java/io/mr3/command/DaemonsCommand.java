package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.GroupReport;
import io.mr3.rpc.proto.GroupsReport;
import io.mr3.rpc.proto.RunningDaemon;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 daemons}. */
@Command(name = "daemons", description = "Lists DaemonTasks.")
final class DaemonsCommand implements Callable<Integer> {
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
        TextTable table = new TextTable().row("DAEMON", "GROUP", "WORKERS", "HISTORY", "CLASS");
        for (GroupReport group : report.getGroupsList()) {
            for (RunningDaemon daemon : group.getDaemonsList()) {
                json.addObject()
                        .put("daemon", daemon.getName())
                        .put("group", group.getName())
                        .put("workers", daemon.getAttempts())
                        .put("history", daemon.getHistory())
                        .put("class", daemon.getClassName());
                table.row(
                        daemon.getName(),
                        group.getName(),
                        daemon.getAttempts(),
                        daemon.getHistory(),
                        daemon.getClassName());
            }
        }
        common.print(json, json.isEmpty() ? "no daemons\n" : table.text());
        return 0;
    }
}
