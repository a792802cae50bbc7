package io.mr3.am.group;

import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.LaunchSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the broker knows of one group: its latest need, its workers, and its luck with starts. */
final class GroupAccount {
    private final ContainerGroupSpec group;
    private final WorkerKind kind;
    private final Function<WorkerId, LaunchSpec> launch;
    private final WorkerEvents events;
    private final WorkerIntake intake;
    private final BrokerSettings settings;
    private final Map<WorkerId, Asked> workers = new LinkedHashMap<>();
    private Need need = Need.NOTHING;
    private int failures;
    private boolean closed;
    private Mailbox.Timer retry;

    GroupAccount(
            ContainerGroupSpec group,
            WorkerKind kind,
            Function<WorkerId, LaunchSpec> launch,
            WorkerEvents events,
            WorkerIntake intake,
            BrokerSettings settings) {
        this.group = group;
        this.kind = kind;
        this.launch = launch;
        this.events = events;
        this.intake = intake;
        this.settings = settings;
    }

    /** How far a worker has come. */
    enum Stage {
        REQUESTED,
        STARTED,
        REGISTERED
    }

    /** A worker that was asked for and has not ended. */
    static final class Asked {
        private Stage stage = Stage.REQUESTED;
        private Mailbox.Timer registration;
        private final long nanos;
        private String givenUpFor;

        private Asked(long nanos) {
            this.nanos = nanos;
        }

        Stage stage() {
            return stage;
        }

        /** Why it was given up before it served; null if it was not. */
        String givenUpFor() {
            return givenUpFor;
        }

        /** The first reason stands. */
        void giveUp(String reason) {
            givenUpFor = givenUpFor == null ? reason : givenUpFor;
        }

        /** May come after the worker has registered: it is quick, and the resource manager is slow to tell. */
        void started(Mailbox.Timer untilRegistered) {
            if (stage == Stage.REQUESTED) {
                stage = Stage.STARTED;
                registration = untilRegistered;
            } else {
                untilRegistered.cancel();
            }
        }

        void stopTimer() {
            if (registration != null) {
                registration.cancel();
            }
        }
    }

    String name() {
        return group.name();
    }

    /** Where workers should be, best first. */
    List<String> locations() {
        return group.locations();
    }

    /** Nothing is wanted any more. */
    void close() {
        closed = true;
    }

    /** Whether it was closed and has no worker left. */
    boolean isOver() {
        return closed && workers.isEmpty();
    }

    LaunchSpec launch(WorkerId worker) {
        return launch.apply(worker);
    }

    WorkerEvents events() {
        return events;
    }

    WorkerIntake intake() {
        return intake;
    }

    void declare(Need latest) {
        need = latest;
    }

    void asked(WorkerId worker, long nanos) {
        workers.put(worker, new Asked(nanos));
    }

    /** A worker that another group had. */
    void adopt(WorkerId worker, Asked asked) {
        workers.put(worker, asked);
    }

    /** The youngest request without an answer. */
    Optional<WorkerId> lastRequest() {
        List<WorkerId> requests = in(true);
        return requests.isEmpty() ? Optional.empty() : Optional.of(requests.get(requests.size() - 1));
    }

    /** Whether attempts wait that could run at once, for workers that nobody has granted since {@code nanos}. */
    boolean isShort(long nanos) {
        return need.urgent() > 0 && in(true).stream().anyMatch(worker -> workers.get(worker).nanos - nanos <= 0);
    }

    boolean isClosed() {
        return closed;
    }

    /** @param coming workers that are on their way to this group */
    Relief.Party party(int coming) {
        return new Relief.Party(
                group.name(), kind, need, in(true).size(), in(false).size(), coming);
    }

    Asked worker(WorkerId worker) {
        return workers.get(worker);
    }

    /** Forgets a worker; null if it is not known. */
    Asked remove(WorkerId worker) {
        Asked gone = workers.remove(worker);
        if (gone != null) {
            gone.stopTimer();
        }
        return gone;
    }

    Collection<WorkerId> all() {
        return new ArrayList<>(workers.keySet());
    }

    void registered(WorkerId worker) {
        Asked asked = workers.get(worker);
        if (asked != null && asked.givenUpFor == null) {
            asked.stage = Stage.REGISTERED;
            asked.stopTimer();
            failures = 0;
        }
    }

    /** Nothing is requested while the wait after a failed start lasts. */
    NeedReconciler.Difference difference() {
        NeedReconciler.Difference difference = NeedReconciler.compare(need, in(true), in(false));
        return retry == null
                ? difference
                : new NeedReconciler.Difference(0, difference.toCancel(), difference.toRelease());
    }

    /** Counts a failed start and says how long to wait. */
    Duration startFailed() {
        failures++;
        int doublings = Math.min(failures - 1, 30);
        Duration wait = settings.firstRetry().multipliedBy(1L << doublings);
        return wait.compareTo(settings.longestRetry()) < 0 ? wait : settings.longestRetry();
    }

    int failures() {
        return failures;
    }

    boolean isHopeless() {
        return failures >= settings.maxFailures();
    }

    /** The one wait that holds now; replaces an earlier one. */
    void waitFor(Mailbox.Timer timer) {
        if (retry != null) {
            retry.cancel();
        }
        retry = timer;
    }

    void waitIsOver() {
        retry = null;
    }

    private List<WorkerId> in(boolean requested) {
        return workers.entrySet().stream()
                .filter(entry -> (entry.getValue().stage == Stage.REQUESTED) == requested)
                .map(Map.Entry::getKey)
                .toList();
    }
}
