package io.mr3.rm.local;

import io.mr3.common.WorkerId;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.WorkerLauncher;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Workers as threads of this JVM. They can be asked to end, but not be made to. */
final class ThreadForm implements LocalForm {
    private final WorkerLauncher launcher;
    private final Map<WorkerId, LocalContainer> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ThreadForm(WorkerLauncher launcher) {
        this.launcher = launcher;
    }

    private record ThreadContainer(String id, WorkerLauncher.Running worker) implements LocalContainer {
        @Override
        public String logFile() {
            return "";
        }

        @Override
        public void stop() {
            worker.stop("released");
        }

        @Override
        public void kill() {
            worker.stop("released");
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public LocalContainer launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException {
        WorkerId id = request.worker();
        CompletableFuture<ContainerExit> exited = new CompletableFuture<>();
        WorkerLauncher.Running worker = launcher.launch(request, exited::complete);
        ThreadContainer container =
                new ThreadContainer("thread-of-pid-" + ProcessHandle.current().pid(), worker);
        running.put(id, container);
        // only now: a worker may end while it is being launched
        exited.thenAccept(exit -> {
            running.remove(id);
            ended.accept(exit);
        });
        if (closed) {
            container.stop();
        }
        return container;
    }

    @Override
    public void killAll() {
        closed = true;
        running.values().forEach(LocalContainer::stop);
    }
}
