package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.NeededFile;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with an order to launch something. */
final class LaunchCheck {
    private static final Pattern FILE_NAME = Pattern.compile("[^./\0][^/\0]{0,254}");
    private static final Pattern SHA256 = Pattern.compile("|[0-9a-f]{64}");
    private static final Pattern VARIABLE = Pattern.compile("[^=\0]+");
    private static final int MOST_ATTEMPTS = 100;

    private LaunchCheck() {}

    /** One line; empty if nothing is. */
    static Optional<String> problem(Launch launch) {
        ContainerId id = ContainerId.of(launch.getContainer());
        Command command = launch.getCommand();
        if (!ContainerNames.isLegal(id)) {
            return Optional.of(
                    "container: expected an application's id of letters, digits and dashes and a number, got '" + id
                            + "'");
        }
        if (launch.getAmount().getMemoryMb() <= 0 || launch.getAmount().getCores() < 0) {
            return Optional.of("container " + id + ": expected it to ask for memory, got "
                    + launch.getAmount().getMemoryMb() + " MB and "
                    + launch.getAmount().getCores() + " cores");
        }
        if (command.getAttempts() < 0 || command.getAttempts() > MOST_ATTEMPTS) {
            return Optional.of("container " + id + ": expected up to " + MOST_ATTEMPTS + " attempts, got "
                    + command.getAttempts());
        }
        return words(id, command).or(() -> files(id, command));
    }

    private static Optional<String> words(ContainerId id, Command command) {
        String program = command.getArgumentsCount() == 0 ? "" : command.getArguments(0);
        if (program.isEmpty() || program.startsWith("-")) {
            return Optional.of("container " + id + ": expected a program to run, got '" + program + "'");
        }
        if (command.getArgumentsList().stream().anyMatch(word -> word.indexOf('\0') >= 0)
                || command.getEnvironmentMap().values().stream().anyMatch(value -> value.indexOf('\0') >= 0)
                || !command.getEnvironmentMap().keySet().stream()
                        .allMatch(name -> VARIABLE.matcher(name).matches())) {
            return Optional.of("container " + id + ": expected arguments and an environment without zero bytes");
        }
        return Optional.empty();
    }

    private static Optional<String> files(ContainerId id, Command command) {
        Set<String> names = new HashSet<>();
        for (NeededFile file : command.getFilesList()) {
            String name = file.getName();
            if (!FILE_NAME.matcher(name).matches() || OutputLogs.isLog(name) || !names.add(name)) {
                return Optional.of(
                        "container " + id + ": expected plain and different names of files, got '" + name + "'");
            }
            if (!SHA256.matcher(file.getSha256()).matches()) {
                return Optional.of("container " + id + ": file " + name + ": expected a SHA-256 of 64 digits, got '"
                        + file.getSha256() + "'");
            }
        }
        return Optional.empty();
    }
}
