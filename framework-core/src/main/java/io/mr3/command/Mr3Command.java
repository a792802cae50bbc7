package io.mr3.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Main of {@code bin/mr3}. */
@Command(
        name = "mr3",
        description = "Shows and controls DAGAppMasters, and looks at settings and the machine.",
        subcommands = {
            AmCommand.class,
            DagsCommand.class,
            KillCommand.class,
            GroupsCommand.class,
            WorkersCommand.class,
            DaemonsCommand.class,
            LogsCommand.class,
            ConfCommand.class,
            DoctorCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class Mr3Command implements Runnable {
    @Option(names = "--help", usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "this text")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /**
     * @param args the words after {@code bin/mr3}
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return CommandLines.of(new Mr3Command());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none; see: mr3 --help");
    }
}
