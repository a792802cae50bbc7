package io.mr3.benchmarks.sharing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process has taken of the processors, by Linux' own account.
 *
 * @param own ticks of the process itself
 * @param reaped ticks of its children that have ended, all of them: the kernel adds them up exactly
 */
record ProcessorTime(long own, long reaped) {
    /** A tick is the same in all that Linux tells of processes. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_CHILDREN = 13;
    private static final int SYSTEM_OF_CHILDREN = 14;

    /** Seconds of a process, of its children that have ended, and of those that live. */
    static double secondsOfTree(long pid) {
        while (true) {
            long reaped = of(pid).orElseThrow().reaped;
            long living = childrenOf(pid)
                    .flatMap(child -> of(child).stream())
                    .mapToLong(ProcessorTime::own)
                    .sum();
            ProcessorTime now = of(pid).orElseThrow();
            // a child that ended meanwhile would be missing, or counted twice
            if (now.reaped == reaped) {
                return (now.own + reaped + living) / TICKS_PER_SECOND;
            }
        }
    }

    private static Stream<Long> childrenOf(long pid) {
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid);
    }

    /** Empty once the process has ended. */
    private static Optional<ProcessorTime> of(long pid) {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    /** @param stat the line of {@code /proc/<pid>/stat} */
    static ProcessorTime parse(String stat) {
        // the name of the program comes before, in brackets, and may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessorTime(
                Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[USER_OF_CHILDREN]) + Long.parseLong(fields[SYSTEM_OF_CHILDREN]));
    }
}
