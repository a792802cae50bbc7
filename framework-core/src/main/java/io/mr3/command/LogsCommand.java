package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.GetLog;
import io.mr3.rpc.proto.LogReport;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mr3 logs}. */
@Command(name = "logs", description = "Prints the end of a log, as the DAGAppMaster reads it on its host.")
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Parameters(
            arity = "0..1",
            paramLabel = "am|WORKER",
            defaultValue = "am",
            description = "the DAGAppMaster (default), or the id of a worker, as mr3 workers shows it")
    private String of;

    @Option(names = "-n", paramLabel = "N", defaultValue = "100", description = "lines; default is 100")
    private int lines;

    @Override
    public Integer call() throws CommandFailure, IOException {
        LogReport report;
        try (AdminClient master = choice.connect()) {
            GetLog question = GetLog.newBuilder().setOf(of).setLines(lines).build();
            report = master.ask(ToAdmin.newBuilder().setLog(question)).getLog();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("file", report.getFile());
        ArrayNode array = json.putArray("lines");
        StringBuilder text = new StringBuilder();
        for (String line : report.getLinesList()) {
            array.add(line);
            text.append(line).append('\n');
        }
        common.print(json, text.toString());
        return 0;
    }
}
