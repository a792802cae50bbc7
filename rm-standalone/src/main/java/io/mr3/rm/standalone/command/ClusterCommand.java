package io.mr3.rm.standalone.command;

import io.mr3.command.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Main of {@code bin/mr3-cluster}. */
@Command(
        name = "mr3-cluster",
        description = "Starts, ends and shows a standalone cluster: a master, and node agents on one or several hosts.",
        subcommands = {
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            StatusCommand.class,
            AddNodeCommand.class,
            DecommissionCommand.class,
            RecommissionCommand.class,
            ResizeCommand.class,
            ThreadDumpCommand.class,
            LogsCommand.class,
            KillCommand.class,
            ReloadCommand.class,
            AgentCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class ClusterCommand implements Runnable {
    @Option(names = "--help", usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "this text")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Tools tools;

    private ClusterCommand(Tools tools) {
        this.tools = tools;
    }

    /**
     * Runs the command, then ends the process.
     *
     * @param args the words after {@code bin/mr3-cluster}
     */
    public static void main(String[] args) {
        System.exit(commandLine(Tools.real()).execute(args));
    }

    static CommandLine commandLine(Tools tools) {
        return CommandLines.of(new ClusterCommand(tools));
    }

    Tools tools() {
        return tools;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none; see: mr3-cluster --help");
    }
}
