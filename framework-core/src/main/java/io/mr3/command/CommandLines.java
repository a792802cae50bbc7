package io.mr3.command;

import io.mr3.common.EditDistance;
import io.mr3.config.ConfigException;
import java.io.IOException;
import java.util.Comparator;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command of ours fails: one line on standard error for each thing that is wrong, and exit code 1. */
public final class CommandLines {
    private CommandLines() {}

    /** Runs {@code root}, which is annotated as a command, and its sub-commands. */
    public static CommandLine of(Object root) {
        return new CommandLine(root)
                .setParameterExceptionHandler((e, args) -> complain(e.getCommandLine(), explain(e)))
                .setExecutionExceptionHandler((e, commandLine, result) -> {
                    boolean isExpected = e instanceof CommandFailure
                            || e instanceof ConfigException
                            || e instanceof IOException
                            || e instanceof IllegalArgumentException;
                    return complain(commandLine, isExpected && e.getMessage() != null ? e.getMessage() : e.toString());
                });
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
        String nearest = at.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(CommandLine::getCommandName)
                .min(Comparator.comparingInt(name -> EditDistance.between(word, name)))
                .orElseThrow();
        return "unknown command '" + word + "'; did you mean " + nearest + "?";
    }
}
