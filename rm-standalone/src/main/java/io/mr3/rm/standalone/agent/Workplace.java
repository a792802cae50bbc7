package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The working directories of containers. Calls block; from any thread. */
interface Workplace {
    /** What a container prints, in its working directory. */
    String OUTPUT = "output.log";

    /** What a container touches to show that it lives, in its working directory. */
    String PULSE = "pulse";

    /** The working directory that a container has on {@code disk}; need not exist. */
    Path directory(Path disk, ContainerId id);

    /**
     * Makes the working directory, and puts the container's files there; a process that ran there before has left no pulse.
     * Harmless a second time.
     *
     * @throws RefusedException if to try again would be in vain
     */
    void prepare(ContainerId id, Launch launch, Path directory) throws IOException;

    /** The container was found again by an agent that has just started: its files are in use. */
    void found(ContainerId id, Launch launch);

    /** When the container has touched its pulse last, in nanoseconds since the epoch; empty if it never has, or it cannot be seen. */
    OptionalLong pulse(Path directory);

    /** The last lines that it printed. */
    List<String> lastLines(Path directory);

    /** Everything but what it printed may go. */
    void clear(ContainerId id, Path directory);

    /**
     * Clears directories of containers that nobody knows any more.
     *
     * @param inUse says of the name of a container that it runs, or may
     * @param mayGo says so of the name of an application
     */
    void clearLeftOvers(Predicate<String> inUse, Predicate<String> mayGo);

    /** Keeps the output of containers that run within bounds. */
    void rollLogs(Collection<Path> directories);

    /** Deletes output of ended containers that is old or too much. */
    void expireLogs(Predicate<String> inUse);
}
