package io.mr3.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.client.MasterAddress;
import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import io.mr3.rpc.proto.ShutDown;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 am stop}; harmless if none runs. */
@Command(
        name = "stop",
        description = "Ends the shared DAGAppMaster, its DAGs and its workers, and returns when it is gone.")
final class AmStop implements Callable<Integer> {
    /** A DAGAppMaster gives each of its parts some seconds. */
    private static final long END_SECONDS = 60;

    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Mr3Conf conf = CommonOptions.conf();
        MasterAddress master = choice.choose(conf);
        Optional<ProcessHandle> process = SharedMaster.locate(conf)
                .filter(file -> file.clientAddress().equals(master))
                .map(MasterFile::pid)
                .flatMap(ProcessHandle::of);
        try (Answers answers = Answers.of(master)) {
            String reason = "told to end by pid " + ProcessHandle.current().pid();
            answers.ask(ToAdmin.newBuilder().setShutDown(ShutDown.newBuilder().setReason(reason)));
            answers.awaitEnd();
        }
        if (process.isPresent()) {
            awaitEnd(process.get());
        }
        common.print(
                JsonNodeFactory.instance.objectNode().put("state", "stopped").put("address", master.hostPort()),
                "the DAGAppMaster at " + master + " has ended\n");
        return 0;
    }

    private static void awaitEnd(ProcessHandle process) throws CommandFailure {
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailure("process " + process.pid() + " of the DAGAppMaster does not end within "
                    + END_SECONDS + " s; see its log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } catch (ExecutionException e) {
            throw new CommandFailure(e.getCause().toString());
        }
    }
}
