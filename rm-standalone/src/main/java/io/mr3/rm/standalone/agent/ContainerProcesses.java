package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** The processes of containers on this host. Calls block; from any thread. */
interface ContainerProcesses {
    /**
     * A process to start.
     *
     * @param start number of this start of the container: what is known of it on the disk goes by it
     * @param directory its working directory
     */
    record Start(ContainerId id, int start, Path directory, Launch launch) {}

    /** What a running container is known by. */
    record Running(ContainerId id, int start, ProcessStamp process) {}

    /**
     * Starts a process; the agent's end is not its end.
     *
     * @param ended hears its exit status once, on any thread, maybe before this returns; not after this agent's end
     * @throws RefusedException if it could never be started
     * @throws IOException if it was not started
     */
    ProcessStamp start(Start start, IntConsumer ended) throws IOException;

    /**
     * The process of a start that an earlier agent began and did not finish writing down. If there is none, there never
     * will be one.
     */
    Optional<ProcessStamp> find(ContainerId id, int start) throws IOException;

    /** What has become of a process. */
    Sight look(Running running) throws IOException;

    /** Asks the whole process group to end. */
    void terminate(Running running) throws IOException;

    /**
     * Has the container's JVM print its threads into the container's output, which takes it a moment. Nothing happens if the
     * process has ended.
     *
     * @throws IOException in one line, if no JVM runs there
     */
    void dumpThreads(Running running) throws IOException;

    /** Kills the whole process group and all that it started, also when the process itself has ended. */
    void kill(Running running) throws IOException;

    /** Whether the kernel killed something of the container since it took more memory than it may. */
    boolean ranOutOfMemory(ContainerId id);

    /** Forgets what the disk tells of a container that has ended. */
    void forget(ContainerId id) throws IOException;

    /** Memory in MB that containers use now; those that cannot be measured are missing. */
    Map<ContainerId, Long> memory(Collection<Running> running);

    /**
     * Kills processes that agents of this directory started, and whose container is not known.
     *
     * @param known says so of the name of a container; asked anew for each process
     * @return names of the containers to which they belonged
     */
    Set<String> killStrays(Predicate<String> known);

    /** Names of the containers of this agent of which something runs. */
    Set<String> marked();
}
