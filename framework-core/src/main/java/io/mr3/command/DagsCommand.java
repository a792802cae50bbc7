package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.GetDags;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 dags}. */
@Command(
        name = "dags",
        description =
                "Lists DAGs: the last that finished (mr3.am.max.finished.reported.dags), those that run, those that wait.")
final class DagsCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Override
    public Integer call() throws CommandFailure, IOException {
        DagsReport report;
        try (AdminClient master = choice.connect()) {
            report = master.ask(ToAdmin.newBuilder().setDags(GetDags.getDefaultInstance()))
                    .getDags();
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TextTable table = new TextTable().row(DagView.TITLES);
        for (DagReport dag : report.getDagsList()) {
            DagView view = new DagView(dag);
            json.add(view.json());
            table.row(view.row(report.getNowMs()));
        }
        common.print(json, report.getDagsCount() == 0 ? "no DAGs\n" : table.text());
        return 0;
    }
}
