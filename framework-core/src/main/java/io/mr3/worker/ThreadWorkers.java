package io.mr3.worker;

import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.WorkerLauncher;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs workers inside this JVM, from the same environment variables as a process of theirs would get. */
public final class ThreadWorkers implements WorkerLauncher {
    private final Consumer<String> notices;

    /** @param notices told in one line when something in a worker harms this JVM; must not block */
    public ThreadWorkers(Consumer<String> notices) {
        this.notices = notices;
    }

    @Override
    public Running launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException {
        Map<String, String> environment = new HashMap<>(request.launch().environment());
        environment.putAll(request.launch().secrets());
        ContainerWorker worker = ContainerWorker.start(settings(environment));
        worker.ended().thenAccept(end -> {
            if (end.exitCode() == WorkerEnd.UNFIT) {
                notices.accept(request.worker() + " runs in this process, which is harmed: " + end.reason()
                        + "; mr3.local.worker=process gives workers processes of their own");
            }
            ended.accept(exit(end));
        });
        return reason -> worker.stop(new WorkerEnd(WorkerEnd.STOPPED, reason));
    }

    private static WorkerSettings settings(Map<String, String> environment) throws IOException {
        try {
            return WorkerEnvironment.read(environment);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ContainerExit exit(WorkerEnd end) {
        ContainerExit.Cause cause =
                end.exitCode() == WorkerEnd.STOPPED ? ContainerExit.Cause.COMPLETED : ContainerExit.Cause.FAILED;
        return new ContainerExit(cause, end.exitCode(), end.reason(), List.of());
    }
}
