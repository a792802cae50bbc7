package io.mr3.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mr3 am …}. */
@Command(
        name = "am",
        description = "Starts, ends and shows DAGAppMasters, and makes secrets for them.",
        subcommands = {AmStart.class, AmStop.class, AmStatus.class, AmList.class, AmSecret.class},
        synopsisSubcommandLabel = "COMMAND")
final class AmCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "expected start, stop, status, list or secret after am, got nothing");
    }
}
