package io.mr3.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import io.mr3.rpc.proto.ShutDown;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 am stop}. */
@Command(
        name = "stop",
        description = "Ends the shared DAGAppMaster, its DAGs and its workers, and returns when it is gone.")
final class AmStop implements Callable<Integer> {
    /** A DAGAppMaster gives each of its parts some seconds. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Mr3Conf conf = CommonOptions.conf();
        MasterAddress master = choice.choose(conf);
        Optional<MasterFile> here =
                SharedMaster.locate(conf).filter(file -> file.clientAddress().equals(master));
        try (AdminClient answers = AdminClient.connect(master)) {
            String reason = "told to end by pid " + ProcessHandle.current().pid();
            answers.ask(ToAdmin.newBuilder().setShutDown(ShutDown.newBuilder().setReason(reason)));
            answers.awaitEnd();
        }
        if (here.isPresent()) {
            SharedMaster.awaitEnd(conf, here.get(), LIMIT);
        }
        common.print(
                JsonNodeFactory.instance.objectNode().put("state", "stopped").put("address", master.hostPort()),
                "the DAGAppMaster at " + master + " has ended\n");
        return 0;
    }
}
