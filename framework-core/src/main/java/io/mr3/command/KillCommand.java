package io.mr3.command;

import io.mr3.client.AdminClient;
import io.mr3.rpc.proto.EndDag;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3 kill DAG}. */
@Command(name = "kill", description = "Kills a DAG, whoever submitted it, and returns when it has ended.")
final class KillCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Parameters(paramLabel = "DAG", description = "its id, as mr3 dags shows it")
    private String dag;

    @Override
    public Integer call() throws CommandFailure, IOException {
        DagView ended;
        try (AdminClient master = choice.connect()) {
            EndDag question = EndDag.newBuilder()
                    .setDagId(dag)
                    .setReason("killed with mr3 kill by " + System.getProperty("user.name"))
                    .build();
            ended = new DagView(
                    master.ask(ToAdmin.newBuilder().setEndDag(question)).getEndedDag());
        }
        common.print(ended.json(), dag + " has ended: " + ended.state() + "\n");
        return 0;
    }
}
