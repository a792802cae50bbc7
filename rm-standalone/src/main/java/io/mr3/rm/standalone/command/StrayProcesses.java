package io.mr3.rm.standalone.command;

import io.mr3.rm.standalone.ClusterFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Processes of this user that belong to the cluster and tell nobody of themselves: a master or an agent that has only just
 * started, workers whose agent was killed. Found by way of {@code /proc}; without it there are none.
 */
final class StrayProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final String MARK = ClusterFiles.AGENT_VARIABLE + "=";
    /** In {@code /proc/<pid>/stat}, behind the name: state, parent, group, session, terminal. */
    private static final int TERMINAL = 4;

    private StrayProcesses() {}

    /** A test of a directory of {@code /proc}; fails for processes of other users, and those that have ended. */
    private interface Test {
        boolean holds(Path process) throws IOException;
    }

    /** The one whose working directory this is; people's own processes, at a terminal, may stand anywhere. */
    static Optional<ProcessHandle> in(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        Path real = directory.toRealPath();
        List<ProcessHandle> found =
                find(process -> Files.readSymbolicLink(process.resolve("cwd")).equals(real) && !hasTerminal(process));
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** All that have the mark of the agent with this directory. */
    static List<ProcessHandle> workersOf(Path agentDirectory) throws IOException {
        String mark = MARK + agentDirectory;
        return find(process -> Arrays.asList(Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                        .split("\0"))
                .contains(mark));
    }

    private static List<ProcessHandle> find(Test isMeant) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid() && holds(isMeant, process)) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static boolean holds(Test test, Path process) {
        try {
            return test.holds(process);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasTerminal(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return !fields[TERMINAL].equals("0");
    }
}
