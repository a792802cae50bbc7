package io.mr3.rm.local;

import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** In which form workers run on this host. */
interface LocalForm {
    /** What this form can do. */
    Set<Capability> capabilities();

    /**
     * Launches a worker; on an I/O thread.
     *
     * @param ended called once, from any thread, when nothing of the worker runs any more; not after an exception
     * @throws IOException with the reason in one line
     */
    LocalContainer launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException;

    /** Kills every worker that this form launched, as far as it can, and refuses to launch more. From any thread. */
    void killAll();
}
