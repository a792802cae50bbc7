package io.mr3.am.group;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A resource manager in the hands of a test, which grants, fails and ends; it keeps to the driver's rules. */
final class FakeDriver implements ResourceManagerDriver {
    private final Mailbox mailbox;
    private final Set<WorkerId> requested = new LinkedHashSet<>();
    private final Set<WorkerId> started = new LinkedHashSet<>();
    private final List<String> verbs = new ArrayList<>();
    private ResourceManagerEvents events;

    FakeDriver(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Verbs since the last call. */
    List<String> takeVerbs() {
        List<String> taken = List.copyOf(verbs);
        verbs.clear();
        return taken;
    }

    Set<WorkerId> requested() {
        return requested;
    }

    Set<WorkerId> started() {
        return started;
    }

    ResourceManagerEvents events() {
        return events;
    }

    void grant(WorkerId worker) {
        mailbox.post(() -> {
            if (requested.remove(worker)) {
                started.add(worker);
                AllocatedContainer container =
                        new AllocatedContainer("c-" + worker.number(), "host", "", new Resources(1, 1), "");
                events.started(worker, container);
            }
        });
    }

    void refuse(WorkerId worker, RequestFailure failure) {
        mailbox.post(() -> {
            if (requested.remove(worker)) {
                events.requestFailed(worker, failure);
            }
        });
    }

    void end(WorkerId worker, ContainerExit exit) {
        mailbox.post(() -> {
            if (started.remove(worker)) {
                events.ended(worker, exit);
            }
        });
    }

    @Override
    public CompletionStage<Registration> start(ResourceManagerEvents listener) {
        events = listener;
        return CompletableFuture.completedFuture(
                new Registration("app", new Resources(9999, 99), 99, EnumSet.allOf(Capability.class)));
    }

    @Override
    public void request(ContainerRequest request) {
        requested.add(request.worker());
        verbs.add("request " + request.worker());
    }

    @Override
    public void cancel(WorkerId worker) {
        requested.remove(worker);
        verbs.add("cancel " + worker);
    }

    @Override
    public void release(WorkerId worker) {
        verbs.add("release " + worker);
    }

    @Override
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        verbs.add("finish " + status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        verbs.add("close");
    }
}
