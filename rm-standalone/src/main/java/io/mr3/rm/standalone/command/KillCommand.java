package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster kill}. */
@Command(
        name = "kill",
        description = "Ends one application with its workers, or one worker; it is no fault of the worker or its node.")
final class KillCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "NAME", description = "of an application or of a worker, as status shows it")
    private String target;

    @Override
    public Integer call() throws CommandFailure, IOException {
        return options.order(options.home(), master -> master.kill(target));
    }
}
