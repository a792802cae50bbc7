package io.mr3.command;

import io.mr3.common.EditDistance;
import io.mr3.config.ConfigException;
import java.io.IOException;
import java.util.Comparator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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
        return new CommandLine(new Mr3Command())
                .setParameterExceptionHandler((e, args) -> complain(e.getCommandLine(), explain(e)))
                .setExecutionExceptionHandler((e, commandLine, result) -> {
                    boolean isExpected = e instanceof CommandFailure
                            || e instanceof ConfigException
                            || e instanceof IOException
                            || e instanceof IllegalArgumentException;
                    return complain(commandLine, isExpected && e.getMessage() != null ? e.getMessage() : e.toString());
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none; see: mr3 --help");
    }

    private static int complain(CommandLine commandLine, String message) {
        message.lines().forEach(line -> commandLine.getErr().println("mr3: " + line));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String explain(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return unknownWord(unmatched);
        }
        return e.getMessage();
    }

    /** A word where a command belongs. */
    private static String unknownWord(UnmatchedArgumentException e) {
        CommandLine at = e.getCommandLine();
        String word = e.getUnmatched().get(0);
        if (at.getSubcommands().isEmpty()) {
            return "unexpected word '" + word + "'; see: " + at.getCommandSpec().qualifiedName() + " --help";
        }
        String nearest = at.getSubcommands().keySet().stream()
                .min(Comparator.comparingInt(name -> EditDistance.between(word, name)))
                .orElseThrow();
        return "unknown command '" + word + "'; did you mean " + nearest + "?";
    }
}
