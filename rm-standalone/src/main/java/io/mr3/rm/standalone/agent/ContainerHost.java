package io.mr3.rm.standalone.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a container needs of its agent; on the agent's mailbox. */
interface ContainerHost {
    /** What all containers of an agent work with. */
    record Tools(Steps steps, Records records, Workplace workplace, ContainerProcesses processes, String boot) {}

    Tools tools();

    /** Queues a message; from any thread. */
    void post(Runnable message);

    /** Queues a message for later. */
    void after(Duration delay, Runnable message);

    /** Monotonic nanoseconds. */
    long nanoTime();

    /** The disk for a new working directory; empty if none is good. */
    Optional<Path> disk();

    /** Whether a process may be started now: somebody must be there to hear of it. */
    boolean mayStart();

    /** The container would be launched: it is, by {@link Container#launch}, when others have been. */
    void wantsLaunch(Container container);

    /** Nothing can be written down here: the node is not well. */
    void recordsFail(String why);

    /** The launch that was allowed is over, well or not. */
    void launchOver(Container container);

    /** The master must hear of it. */
    void changed(Container container);
}
