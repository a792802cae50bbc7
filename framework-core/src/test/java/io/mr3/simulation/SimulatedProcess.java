package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.am.group.WorkerService;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.ToWorker;
import io.mr3.testkit.VirtualProcess;
import io.mr3.worker.AttemptListener;
import io.mr3.worker.HostedDag;
import io.mr3.worker.RunningAttempt;
import io.mr3.worker.TaskHost;
import io.mr3.worker.VirtualWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A worker's process: the real worker, with attempts that only live as {@link Life} says, behind a {@link Wire}. */
final class SimulatedProcess implements TaskHost, Wire.FarEnd<ToWorker> {
    /** What an attempt may take to stop, the worker to give itself up, and messages to arrive. */
    private static final Duration LATEST_STOP = VirtualWorker.KILL_GRACE.plusSeconds(5);

    private final WorkerId id;
    private final int slots;
    private final Life life;
    private final VirtualProcess process;
    private final Mailbox threads;
    private final Mailbox clock;
    private final VirtualWorker worker;
    private final Wire<FromWorker, ToWorker> wire;
    private final Map<AttemptId, LifelikeAttempt> running = new LinkedHashMap<>();
    private final Set<Query> registered = new LinkedHashSet<>();
    private long healthySinceNanos;
    private boolean harmed;
    private boolean closed;

    SimulatedProcess(WorkerId id, int slots, Life life, VirtualProcess process, Mailbox network) {
        this.id = id;
        this.slots = slots;
        this.life = life;
        this.process = process;
        clock = network;
        threads = process.create("threads of " + id, new SilentOwner());
        worker = new VirtualWorker(id, "host-" + id.number(), slots, process, this);
        wire = new Wire<>(network, life.luck(), ToWorker.parser(), this);
    }

    void connect(WorkerService service, Consumer<String> whenEnded) {
        worker.ended().thenAccept(whenEnded);
        wire.connect(service, id.toString());
        worker.connected(wire::say, wire::hangUp);
    }

    WorkerId id() {
        return id;
    }

    // ---- misfortunes

    /** The process is gone, at once; also harmless when it is gone already. */
    void crash() {
        harmed = true;
        if (process.isAlive()) {
            process.kill();
            wire.die();
            running.clear();
        }
    }

    /** Nothing happens in the process for a while; then it goes on as if nothing had been. */
    void hang(Duration time) {
        harmed = true;
        process.stop();
        clock.after(time, () -> {
            process.resume();
            healthySinceNanos = clock.nanoTime();
        });
    }

    /** Nothing ever happens in the process again. */
    void hangForEver() {
        harmed = true;
        process.stop();
    }

    void loseConnection() {
        harmed = true;
        wire.breakOff();
    }

    /** An attempt does what the worker ends for. */
    void harm() {
        harmed = true;
    }

    /** Whether anything has ever happened to it. */
    boolean isHarmed() {
        return harmed;
    }

    // ---- what others see of it

    /** Whether its outputs can be fetched. */
    boolean isServing() {
        return process.isRunning() && !closed;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether nothing of a DAG is left in it. */
    boolean isEmpty() {
        return worker.dags().isEmpty() && registered.isEmpty();
    }

    /** No attempt runs on, and nothing is kept, long after the end of its DAG, unless nobody can tell the process. */
    void check(boolean masterRuns) {
        if (!masterRuns || !process.isRunning() || !wire.isWhole()) {
            healthySinceNanos = clock.nanoTime();
            return;
        }
        running.values().forEach(attempt -> checkNotLongOver(attempt.query(), attempt));
        registered.forEach(query -> checkNotLongOver(query, "what it keeps"));
    }

    private void checkNotLongOver(Query query, Object what) {
        long since = Math.max(query.endNanos(), healthySinceNanos);
        if (query.endNanos() >= 0 && clock.nanoTime() - since > LATEST_STOP.toNanos()) {
            throw new AssertionError(id + ": " + what + " is there long after the end of " + query.id() + "; it runs "
                    + running.values());
        }
    }

    // ---- the wire

    @Override
    public void received(ToWorker message) {
        worker.received(message);
    }

    @Override
    public void closed(String reason) {
        worker.disconnected(reason);
    }

    // ---- the worker's host

    @Override
    public HostedDag registerDag(DagId dag, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons) {
        Query query = life.query(dag);
        registered.add(query);
        return new SimulatedDag(query);
    }

    @Override
    public void close() {
        closed = true;
    }

    void ended(LifelikeAttempt attempt) {
        running.remove(attempt.id());
    }

    Mailbox threads() {
        return threads;
    }

    private LifelikeAttempt launch(Query query, RegisterVertex vertex, Launch launch, AttemptListener listener) {
        AttemptId attempt = AttemptId.parse(launch.getAttemptId());
        LifelikeAttempt made = new LifelikeAttempt(attempt, vertex, launch, query, this, listener, life);
        running.put(attempt, made);
        int used = running.values().stream().mapToInt(LifelikeAttempt::slots).sum();
        if (used > slots) {
            throw new AssertionError(id + " runs attempts of " + used + " slots, and has " + slots);
        }
        life.daemon().checkServes(id.toString(), attempt.dag().toString());
        life.launched(made);
        return made;
    }

    private final class SimulatedDag implements HostedDag {
        private final Query query;
        private final Map<VertexId, RegisterVertex> vertices = new HashMap<>();

        private SimulatedDag(Query query) {
            this.query = query;
        }

        @Override
        public byte[] shuffleSecret() {
            return new byte[1];
        }

        @Override
        public void registerVertex(VertexId vertex, RegisterVertex order) {
            if (vertices.put(vertex, order) != null) {
                throw new AssertionError(vertex + " is registered twice");
            }
        }

        @Override
        public RunningAttempt launch(AttemptId attempt, Launch order, List<Path> localDirs, AttemptListener listener) {
            return SimulatedProcess.this.launch(query, vertices.get(attempt.vertex()), order, listener);
        }

        @Override
        public void aboutPlugins(ByteString message, Consumer<ByteString> answers) {
            throw new AssertionError("no plug-ins run here");
        }

        @Override
        public void ended() {
            registered.remove(query);
        }
    }

    /** Has only messages. */
    static final class SilentOwner implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {}

        @Override
        public void failed(Throwable cause) {}
    }

    @Override
    public String toString() {
        return id + (process.isAlive() ? "" : " (gone)");
    }
}
