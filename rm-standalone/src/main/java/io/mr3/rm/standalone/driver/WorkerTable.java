package io.mr3.rm.standalone.driver;

import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.NeededFile;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerStarted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application has asked for and holds, and what the master is still to be told of it. Each worker goes from {@link
 * Stage#PREPARING} towards {@link Stage#STARTED} and out; whatever the master says about one that is out, or says again, does
 * not reach the application. On the driver's mailbox.
 */
final class WorkerTable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerTable.class);

    private enum Stage {
        /** Its files are being looked at. */
        PREPARING,
        /** The master is to be asked, as soon as there is room. */
        WAITING,
        /** The master was asked. */
        ASKED,
        STARTED
    }

    private final int most;
    private final boolean together;
    private final ResourceManagerEvents events;
    private final Map<WorkerId, Entry> entries = new LinkedHashMap<>();
    private final Set<WorkerId> everAsked = new HashSet<>();
    /** Started, though nobody wants them any more; until they have ended. */
    private final Set<WorkerId> handedBack = new LinkedHashSet<>();

    private final List<WorkerId> toCancel = new ArrayList<>();
    private final List<WorkerId> toRelease = new ArrayList<>();

    private static final class Entry {
        private final ContainerRequest request;
        private List<NeededFile> files = List.of();
        private Stage stage = Stage.PREPARING;
        private boolean released;
        private boolean draining;

        private Entry(ContainerRequest request) {
            this.request = request;
        }
    }

    /** A request that the master is to be told of. */
    record Asked(ContainerRequest request, List<NeededFile> files) {}

    /**
     * An empty one.
     *
     * @param most workers that may be asked for or run at once
     * @param together until one has started, none is asked for while others are being prepared
     */
    WorkerTable(int most, boolean together, ResourceManagerEvents events) {
        this.most = most;
        this.together = together;
        this.events = events;
    }

    // ---- what the application wants

    void add(ContainerRequest request) {
        if (!everAsked.add(request.worker())) {
            throw new IllegalStateException(request.worker() + " has been asked for before");
        }
        entries.put(request.worker(), new Entry(request));
    }

    void prepared(WorkerId worker, List<NeededFile> files) {
        Entry entry = entries.get(worker);
        if (entry != null) {
            entry.files = files;
            entry.stage = Stage.WAITING;
        }
    }

    void cannotBePrepared(WorkerId worker, String reason) {
        if (entries.remove(worker) != null) {
            events.requestFailed(
                    worker,
                    RequestFailure.of(RequestFailure.Kind.LAUNCH_FAILED, worker + " could not be launched: " + reason));
        }
    }

    void cancel(WorkerId worker) {
        Entry entry = entries.get(worker);
        if (entry == null || entry.stage == Stage.STARTED) {
            return;
        }
        entries.remove(worker);
        if (entry.stage == Stage.ASKED) {
            toCancel.add(worker);
        }
    }

    void release(WorkerId worker) {
        Entry entry = entries.get(worker);
        if (entry != null && entry.stage == Stage.STARTED && !entry.released) {
            entry.released = true;
            toRelease.add(worker);
        }
    }

    void giveUpAll() {
        for (WorkerId worker : List.copyOf(entries.keySet())) {
            cancel(worker);
            release(worker);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty() && handedBack.isEmpty();
    }

    // ---- what the master is told

    /** Requests that may be made now; they count as made. */
    List<Asked> takeRequests() {
        List<Asked> requests = new ArrayList<>();
        if (together && count(Stage.PREPARING) > 0 && count(Stage.STARTED) == 0) {
            return requests;
        }
        int room = most - count(Stage.ASKED) - count(Stage.STARTED);
        for (Entry entry : entries.values()) {
            if (entry.stage == Stage.WAITING && room > 0) {
                entry.stage = Stage.ASKED;
                requests.add(new Asked(entry.request, entry.files));
                room--;
            }
        }
        return requests;
    }

    List<WorkerId> takeCancelled() {
        return take(toCancel);
    }

    List<WorkerId> takeReleased() {
        return take(toRelease);
    }

    /** Requests that were made and not answered; a registration tells them all. */
    List<Asked> pending() {
        return entries.values().stream()
                .filter(entry -> entry.stage == Stage.ASKED)
                .map(entry -> new Asked(entry.request, entry.files))
                .toList();
    }

    /** Workers that were started and have not ended, also those that nobody wants. */
    List<WorkerId> started() {
        List<WorkerId> started = new ArrayList<>(handedBack);
        entries.forEach((worker, entry) -> {
            if (entry.stage == Stage.STARTED) {
                started.add(worker);
            }
        });
        return started;
    }

    /** A registration has told the master what there is: what it does not say is gone, and the rest is told once more. */
    void toldAll() {
        toCancel.clear();
        toRelease.clear();
        toRelease.addAll(handedBack);
        entries.forEach((worker, entry) -> {
            if (entry.released) {
                toRelease.add(worker);
            }
        });
    }

    private int count(Stage stage) {
        return (int)
                entries.values().stream().filter(entry -> entry.stage == stage).count();
    }

    private static List<WorkerId> take(List<WorkerId> from) {
        List<WorkerId> taken = List.copyOf(from);
        from.clear();
        return taken;
    }

    // ---- what the master says

    /** @param application id under which the master knows this application */
    void happened(String application, ApplicationEvent event) {
        WorkerId worker = new WorkerId((int) event.getWorker());
        switch (event.getEventCase()) {
            case STARTED -> started(application, worker, event.getStarted());
            case REFUSED -> refused(worker, event.getRefused());
            case DRAINING -> draining(worker, event.getDraining().getReason());
            case ENDED -> ended(worker, event.getEnded());
            case EVENT_NOT_SET -> LOG.warn("an event of {} says nothing that this version knows", worker);
        }
    }

    /** The master knows nothing of what it has started: a new one that has no memory, or we were gone for too long. */
    void lostAll(String reason) {
        handedBack.clear();
        toRelease.clear();
        for (WorkerId worker : started()) {
            ended(worker, ContainerExit.of(ContainerExit.Cause.NODE_LOST, reason));
        }
    }

    private void started(String application, WorkerId worker, WorkerStarted started) {
        Entry entry = entries.get(worker);
        if (entry == null) {
            LOG.info(
                    "{} was started on {} though nobody wants it any more; it is given back",
                    worker,
                    started.getNode());
            if (handedBack.add(worker)) {
                toRelease.add(worker);
            }
        } else if (entry.stage != Stage.STARTED) {
            entry.stage = Stage.STARTED;
            ContainerId id = ContainerId.of(application, worker);
            LOG.info(
                    "{} runs on {} ({}) as {}, log {}",
                    worker,
                    started.getNode(),
                    started.getHost(),
                    id,
                    started.getLogFile());
            events.started(
                    worker,
                    new AllocatedContainer(
                            id.toString(),
                            started.getHost(),
                            started.getRack(),
                            Messages.resources(started.getAmount()),
                            started.getLogFile()));
        }
    }

    /** A master that was started again tells it again. */
    private void draining(WorkerId worker, String reason) {
        Entry entry = entries.get(worker);
        if (entry != null && entry.stage == Stage.STARTED && !entry.draining) {
            entry.draining = true;
            LOG.info("{} is to go: {}", worker, reason);
            events.draining(worker, reason);
        }
    }

    private void refused(WorkerId worker, WorkerRefused refused) {
        Entry entry = entries.get(worker);
        if (entry != null && entry.stage == Stage.STARTED) {
            ended(
                    worker,
                    new ContainerExit(ContainerExit.Cause.FAILED, -1, refused.getReason(), refused.getLastLinesList()));
        } else {
            answerFailed(
                    worker,
                    new RequestFailure(Messages.kind(refused), refused.getReason(), refused.getLastLinesList()));
        }
    }

    /** One whose start was never told, for the master that knew of it is gone, has not started for the application. */
    private void ended(WorkerId worker, WorkerEnded message) {
        Entry entry = entries.get(worker);
        ContainerExit exit = Messages.exit(message);
        if (entry == null || entry.stage == Stage.STARTED) {
            ended(worker, exit);
        } else {
            answerFailed(
                    worker,
                    new RequestFailure(
                            RequestFailure.Kind.LAUNCH_FAILED,
                            exit.diagnostics().isEmpty() ? "it has ended" : exit.diagnostics(),
                            exit.lastLines()));
        }
    }

    private void ended(WorkerId worker, ContainerExit exit) {
        Entry entry = entries.remove(worker);
        if (entry == null) {
            handedBack.remove(worker);
            return;
        }
        ContainerExit known = entry.released
                ? new ContainerExit(ContainerExit.Cause.RELEASED, exit.status(), exit.diagnostics(), exit.lastLines())
                : exit;
        LOG.info("{} has ended: {}, {}", worker, known.cause(), known.diagnostics());
        events.ended(worker, known);
    }

    private void answerFailed(WorkerId worker, RequestFailure failure) {
        handedBack.remove(worker);
        if (entries.remove(worker) != null) {
            String reason = failure.reason();
            events.requestFailed(
                    worker,
                    new RequestFailure(
                            failure.kind(),
                            reason.contains(worker.toString()) ? reason : worker + ": " + reason,
                            failure.lastLines()));
        }
    }
}
