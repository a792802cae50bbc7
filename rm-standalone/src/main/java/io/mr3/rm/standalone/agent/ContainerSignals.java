package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to the process of a container while it runs; to none nothing is. Blocking work is done beside the mailbox. */
final class ContainerSignals implements Stopping.Means {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSignals.class);

    private final ContainerId id;
    private final ContainerHost.Tools tools;
    private final Supplier<Optional<Running>> running;
    private final BiConsumer<Running, Sight> seen;

    /** @param seen hears what a look at the process has found after it was killed */
    ContainerSignals(
            ContainerId id,
            ContainerHost.Tools tools,
            Supplier<Optional<Running>> running,
            BiConsumer<Running, Sight> seen) {
        this.id = id;
        this.tools = tools;
        this.running = running;
        this.seen = seen;
    }

    @Override
    public void ask() {
        running.get().ifPresent(process -> tools.steps()
                .attempt("asking " + id + " to end", () -> tools.processes().terminate(process)));
    }

    @Override
    public void dumpThreads() {
        running.get().ifPresent(process -> tools.steps()
                .attempt("a thread dump of " + id, () -> tools.processes().dumpThreads(process)));
    }

    @Override
    public void kill() {
        running.get().ifPresent(process -> tools.steps()
                .run(
                        () -> {
                            tools.processes().kill(process);
                            return tools.processes().look(process);
                        },
                        sight -> seen.accept(process, sight),
                        failure -> LOG.warn("cannot kill {}: {}", id, failure.getMessage())));
    }
}
