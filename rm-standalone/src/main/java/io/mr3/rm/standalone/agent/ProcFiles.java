package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What Linux tells of processes and of the host below {@code /proc}. Thread-safe. */
final class ProcFiles {
    /** Fields of {@code /proc/<pid>/stat} behind the program's name, which may hold anything. */
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;
    private static final int START_STACK = 25;
    /** Fields of the line {@code cpu} in {@code /proc/stat}. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int STOLEN = 7;
    private static final int GUEST = 8;

    private final Path root;

    ProcFiles(Path root) {
        this.root = root;
    }

    static ProcFiles ofThisHost() {
        return new ProcFiles(Path.of("/proc"));
    }

    /**
     * One process at one moment.
     *
     * @param startStack address at which the stack of its program begins, which a fork leaves as it is and a new program chooses
     *     anew; 0 where that is not ours to read
     */
    record Stat(long pid, char state, long parent, long group, long session, long startTicks, long startStack) {
        /** Whether it still runs its parent's program, in memory that is its parent's but for what either has written since. */
        boolean isCopyOf(Stat other) {
            return startStack != 0 && startStack == other.startStack;
        }

        boolean isAlive() {
            return state != 'Z' && state != 'X';
        }

        static Stat parse(String line) throws IOException {
            int name = line.indexOf(" (");
            int behind = line.lastIndexOf(')');
            String[] fields = behind < 0
                    ? new String[0]
                    : line.substring(behind + 1).strip().split(" ");
            if (name <= 0 || fields.length <= START_STACK) {
                throw new IOException("expected a line of /proc/<pid>/stat, got '" + line + "'");
            }
            try {
                return new Stat(
                        Long.parseLong(line.substring(0, name)),
                        fields[STATE].charAt(0),
                        Long.parseLong(fields[PARENT]),
                        Long.parseLong(fields[GROUP]),
                        Long.parseLong(fields[SESSION]),
                        Long.parseLong(fields[START_TICKS]),
                        Long.parseUnsignedLong(fields[START_STACK]));
            } catch (NumberFormatException e) {
                throw new IOException("expected a line of /proc/<pid>/stat, got '" + line + "'", e);
            }
        }
    }

    /** Identifies this start of the host. */
    String boot() throws IOException {
        return Files.readString(root.resolve("sys/kernel/random/boot_id")).strip();
    }

    /** Empty if there is no such process. */
    Optional<Stat> stat(long pid) {
        try {
            return Optional.of(Stat.parse(Files.readString(root.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** All processes, as far as they can be read. */
    List<Stat> all() throws IOException {
        List<Stat> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path entry : entries) {
                stat(Long.parseLong(entry.getFileName().toString())).ifPresent(all::add);
            }
        }
        return all;
    }

    /** Environment with which a process was started; empty where it is not ours to read. */
    Map<String, String> environment(long pid) {
        try {
            String all = Files.readString(root.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return Arrays.stream(all.split("\0"))
                    .filter(item -> item.indexOf('=') > 0)
                    .collect(Collectors.toMap(
                            item -> item.substring(0, item.indexOf('=')),
                            item -> item.substring(item.indexOf('=') + 1),
                            (first, second) -> first));
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Memory of a process that is in use now, in KB; 0 if it is gone. */
    long residentKb(long pid) {
        return field(root.resolve(pid + "/status"), "VmRSS:").orElse(0L);
    }

    /** Whether a process has a handler of its own for a signal; false where that is not ours to read. */
    boolean catches(long pid, int signal) {
        try {
            return Files.readString(root.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("SigCgt:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigCgt:".length()).strip(), 16))
                    .anyMatch(mask -> (mask >>> (signal - 1) & 1) == 1);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    /** Whether a process has loaded a library; false where that is not ours to read. */
    boolean hasLoaded(long pid, String library) {
        try {
            return Files.readString(root.resolve(pid + "/maps"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line -> line.endsWith("/" + library));
        } catch (IOException e) {
            return false;
        }
    }

    /** A line of {@code /proc/meminfo} in KB. */
    Optional<Long> memoryKb(String name) {
        return field(root.resolve("meminfo"), name + ":");
    }

    /** Processes that could run, averaged over a minute; 0 if unknown. */
    double load() {
        try {
            return Double.parseDouble(Files.readString(root.resolve("loadavg")).split(" ")[0]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /**
     * What the processors of the host have done since it was started.
     *
     * @param processors how many there are
     * @param busyTicks of all together in which they ran something
     * @param allTicks of all together
     */
    record ProcessorTime(int processors, long busyTicks, long allTicks) {}

    /** Empty where it cannot be read. */
    Optional<ProcessorTime> processorTime() {
        try {
            List<String> lines = Files.readAllLines(root.resolve("stat"), StandardCharsets.ISO_8859_1);
            int processors = (int)
                    lines.stream().filter(line -> line.matches("cpu[0-9]+ .*")).count();
            for (String line : lines) {
                if (line.startsWith("cpu ")) {
                    return Optional.of(processorTime(processors, line.substring("cpu ".length())));
                }
            }
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Time of guests is part of the first two; time that other hosts of the machine took was ours to wait. */
    private static ProcessorTime processorTime(int processors, String line) {
        String[] fields = line.strip().split(" +");
        long busy = 0;
        long all = 0;
        for (int field = 0; field < Math.min(fields.length, GUEST); field++) {
            long ticks = Long.parseLong(fields[field]);
            all += ticks;
            busy += field == IDLE || field == IO_WAIT || field == STOLEN ? 0 : ticks;
        }
        return new ProcessorTime(processors, busy, all);
    }

    private static Optional<Long> field(Path file, String name) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(
                            line.substring(name.length()).replace("kB", "").strip()))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
