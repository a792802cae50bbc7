package io.mr3.rm.standalone.command;

import io.mr3.common.processes.BackgroundProcess;
import java.io.IOException;

/** Starts processes of the cluster on this host. */
@FunctionalInterface
interface ProcessStarter {
    /** In a session of its own; the caller waits until it serves. */
    ProcessStarter BACKGROUND = part -> {
        BackgroundProcess process =
                BackgroundProcess.start(part.command(), part.settings(), part.directory(), part.output());
        return new Started() {
            @Override
            public boolean hasEnded() {
                return process.hasEnded();
            }

            @Override
            public String lastWords() {
                return process.lastWords();
            }

            @Override
            public void kill() {
                process.kill();
            }
        };
    };

    /** @throws IOException in one line, if it cannot be started */
    Started start(LocalPart part) throws IOException;

    /** A process that was started. */
    interface Started {
        boolean hasEnded();

        /** Why it has ended, in one line. */
        String lastWords();

        void kill();
    }
}
