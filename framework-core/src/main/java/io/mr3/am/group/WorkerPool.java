package io.mr3.am.group;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.StopWorker;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of a group, from the request for each until it has ended. */
final class WorkerPool {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final ContainerGroupSpec spec;
    private final Map<WorkerId, Worker> workers = new LinkedHashMap<>();
    private int allocated;

    WorkerPool(ContainerGroupSpec spec) {
        this.spec = spec;
    }

    Collection<Worker> all() {
        return workers.values();
    }

    Worker get(WorkerId id) {
        return workers.get(id);
    }

    Stream<Worker> in(Worker.State state) {
        return workers.values().stream().filter(worker -> worker.state() == state);
    }

    void requested(WorkerId id, long nanos) {
        workers.put(id, new Worker(id, nanos));
    }

    void started(WorkerId id, AllocatedContainer container) {
        Worker worker = workers.get(id);
        if (worker != null) {
            worker.granted(container.rack(), container.logFile());
        }
    }

    /** A worker that another group had. */
    void adopt(Worker worker) {
        workers.put(worker.id(), worker);
    }

    /** Requests that the resource manager has not answered. */
    int ungranted() {
        return (int)
                in(Worker.State.STARTING).filter(worker -> !worker.isGranted()).count();
    }

    /** Those that go to other groups. */
    List<Worker> promised() {
        return workers.values().stream().filter(Worker::isPromised).toList();
    }

    /** Workers that other groups may have more use for. */
    List<Offer> offers() {
        return in(Worker.State.ACTIVE)
                .filter(worker -> worker.isMovable() && worker.onlyRuns())
                .map(WorkerPool::offer)
                .toList();
    }

    private static Offer offer(Worker worker) {
        Offer.State state;
        if (!worker.onlyWaits()) {
            state = Offer.State.WORKING;
        } else if (!worker.leases().isEmpty()) {
            state = Offer.State.WAITING;
        } else {
            state = worker.dags().isEmpty() ? Offer.State.SPARE : Offer.State.RESTING;
        }
        return new Offer(
                worker.id(), state, worker.dags().stream().min(Offer.ORDER).orElse(null), worker.working());
    }

    /** Whether anything runs that does not wait for inputs. */
    boolean works() {
        return workers.values().stream().anyMatch(worker -> !worker.onlyWaits());
    }

    /** Knows a worker from now on by its connection, or says in one line why not. */
    Optional<String> register(WorkerChannel channel, RegisterWorker report, long nanos) {
        Worker worker = workers.get(channel.worker());
        if (worker == null) {
            return Optional.of(channel.worker() + " is not expected by group " + spec.name());
        }
        if (!report.getWorkerId().equals(channel.worker().toString())) {
            return Optional.of(channel.worker() + " registers as '" + report.getWorkerId() + "'");
        }
        if (worker.state() != Worker.State.STARTING) {
            return Optional.of(worker + " has registered before");
        }
        String log = report.getLogFile().isEmpty() ? worker.logFile() : report.getLogFile();
        WorkerRef ref = new WorkerRef(worker.id(), spec.name(), report.getHost(), log);
        worker.register(ref, channel, report.getPid(), spec.slots(), nanos);
        LOG.info("{} of group {} has registered: pid {}, log {}", ref.location(), spec.name(), report.getPid(), log);
        return Optional.empty();
    }

    /** The worker behind a channel, if it is in service over that very channel. */
    Worker active(WorkerChannel channel) {
        Worker worker = speaker(channel);
        return worker != null && worker.isActive() ? worker : null;
    }

    /** The worker behind a channel, if it is in service or prepares for it. */
    Worker speaker(WorkerChannel channel) {
        Worker worker = workers.get(channel.worker());
        return worker != null
                        && worker.channel() == channel
                        && (worker.isActive() || worker.state() == Worker.State.PREPARING)
                ? worker
                : null;
    }

    /** Gives up a worker: it is cut off, and goes with the next declaration. */
    void fence(Worker worker, String reason) {
        worker.leaving();
        worker.channel().close(reason);
    }

    /** Sends a worker away in good order. */
    void dismiss(Worker worker, String reason) {
        LOG.info("{} of group {} leaves: {}", worker, spec.name(), reason);
        worker.leaving();
        if (worker.channel() != null) {
            StopWorker stop = StopWorker.newBuilder().setReason(reason).build();
            worker.channel().order(null, Order.newBuilder().setStop(stop).build());
        }
    }

    Worker remove(WorkerId id) {
        return workers.remove(id);
    }

    /** Those that have been silent for too long. */
    List<Worker> silentSince(long nanos) {
        return in(Worker.State.ACTIVE)
                .filter(worker -> nanos - worker.lastHeardNanos()
                        > spec.heartbeatTimeout().toNanos())
                .toList();
    }

    /** Those that nobody has needed for the idle time-out, the longest idle first, as long as {@code keep} remain. */
    List<Worker> idle(long nanos, int keep) {
        Duration timeout = spec.idleTimeout();
        long active = in(Worker.State.ACTIVE).count();
        return in(Worker.State.ACTIVE)
                .filter(worker -> worker.isIdle() && nanos - worker.idleSinceNanos() >= timeout.toNanos())
                .sorted((one, other) -> Long.compare(one.idleSinceNanos(), other.idleSinceNanos()))
                .limit(Math.max(0, active - keep))
                .toList();
    }

    /**
     * Those that are there, or will be. A request that has found no container for the idle time-out is not worth
     * more.
     */
    int staying(long nanos) {
        return (int) workers.values().stream()
                .filter(worker -> worker.isActive() || worker.isStarting())
                .filter(worker -> !isStale(worker, nanos))
                .count();
    }

    boolean hasStaleRequests(long nanos) {
        return workers.values().stream().anyMatch(worker -> isStale(worker, nanos));
    }

    private boolean isStale(Worker worker, long nanos) {
        return worker.state() == Worker.State.STARTING
                && !worker.isGranted()
                && nanos - worker.requestedNanos() >= spec.idleTimeout().toNanos();
    }

    /** Slots that are held on workers that go. */
    int slotsOfLastAttempts() {
        return in(Worker.State.ACTIVE)
                .filter(Worker::goesWhenIdle)
                .mapToInt(worker -> worker.slots() - worker.freeSlots())
                .sum();
    }

    /** Those that need not stay: they have run the one attempt of their life, or drain, and nobody needs their outputs. */
    List<Worker> done() {
        return in(Worker.State.ACTIVE)
                .filter(worker -> worker.goesWhenIdle() && worker.isIdle())
                .toList();
    }

    /**
     * Lets workers that had their attempt run another one, if there is no other worker, nor may be: they are kept for their
     * outputs, and those who need these could never go on.
     */
    void reuseIfFull() {
        boolean full = size() >= spec.maxWorkers();
        boolean others = workers.values().stream()
                .anyMatch(worker -> worker.takesAttempts() || worker.state() == Worker.State.STARTING);
        if (full && !others) {
            in(Worker.State.ACTIVE).filter(worker -> worker.leases().isEmpty()).forEach(worker -> {
                LOG.info("{} of group {} runs another attempt: there may be no other worker", worker, spec.name());
                worker.hadItsAttempt(false);
            });
        }
    }

    /** Those that are there, or asked for, and do not leave. */
    int size() {
        return workers.size() - leaving().size();
    }

    Set<WorkerId> leaving() {
        return in(Worker.State.LEAVING).map(Worker::id).collect(Collectors.toUnmodifiableSet());
    }

    /** A worker has come into service. */
    void allocatedOne() {
        allocated++;
    }

    /** Workers that have come into service so far. */
    int allocated() {
        return allocated;
    }

    int activeSlots() {
        return in(Worker.State.ACTIVE).mapToInt(Worker::slots).sum();
    }

    int busySlots() {
        return in(Worker.State.ACTIVE)
                .mapToInt(worker -> worker.slots() - worker.freeSlots())
                .sum();
    }
}
