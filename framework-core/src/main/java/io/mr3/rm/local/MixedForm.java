package io.mr3.rm.local;

import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** Workers as threads of this JVM, but for those that need a process of their own. */
final class MixedForm implements LocalForm {
    private final LocalForm threads;
    private final LocalForm processes;

    MixedForm(LocalForm threads, LocalForm processes) {
        this.threads = threads;
        this.processes = processes;
    }

    /** What holds for all of its workers. */
    @Override
    public Set<Capability> capabilities() {
        return threads.capabilities();
    }

    @Override
    public LocalContainer launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException {
        return (request.launch().ownProcess() ? processes : threads).launch(request, ended);
    }

    @Override
    public void killAll() {
        threads.killAll();
        processes.killAll();
    }
}
