package io.mr3.rm;

import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs a DAGAppMaster in a container of a resource manager; it goes on when whoever asked for it is gone. Found by {@link
 * java.util.ServiceLoader}, for resource managers that can do so.
 */
public interface MasterLauncher {
    /** The value of {@code mr3.resource-manager} that chooses this one. */
    String name();

    /**
     * Registers an application of its own for it and asks for its container. Blocks until the request is made; the container
     * may take any time to come. A process that fails is started again some times.
     *
     * @throws IOException in one line, if the resource manager takes no application
     */
    Launched launch(Mr3Conf conf, LaunchSpec spec) throws IOException;

    /** A DAGAppMaster that was asked for. From any thread. */
    interface Launched {
        /** How its container has ended, or why none came; empty until then. */
        Optional<ContainerExit> end();

        /** Where what it prints can be read; empty while it is not known. */
        String logFile();

        /** Leaves it to itself. Harmless after it has ended. */
        void leave();

        /** Ends it, and the request for it. */
        void kill();
    }
}
