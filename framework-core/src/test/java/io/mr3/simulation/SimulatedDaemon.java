package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.common.WorkerId;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A daemon that counts: each event says its number, and a compacted history one number for all up to it. An attempt that misses
 * one, or sees one twice, breaks the run; so does an ordinary attempt of a DAG that it does not know. At times it
 * does not start, or fails at an event.
 */
public final class SimulatedDaemon implements DaemonService {
    private static final Map<String, World> WORLDS = new ConcurrentHashMap<>();
    private static final String UP_TO = "up to ";

    /** The daemons of one run. */
    static final class World implements AutoCloseable {
        private final String name;
        private final Misfortunes luck;
        private final Map<String, Attempt> attempts = new HashMap<>();
        private final Set<String> failed = new HashSet<>();

        World(long seed, Misfortunes luck) {
            this.luck = luck;
            name = "seed " + seed;
            WORLDS.put(name, this);
        }

        /** That of one group; two of three groups have equal ones, which go on when a worker changes its group. */
        DaemonSpec of(String group) {
            String variant = group.hashCode() % 3 == 0 ? "/other" : "/one";
            return new DaemonSpec("counter", SimulatedDaemon.class.getName(), name + variant);
        }

        private static World of(DaemonSettings settings) {
            return WORLDS.get(settings.payload().substring(0, settings.payload().indexOf('/')));
        }

        /** Whether it has failed in a worker that had started. */
        boolean hasFailed(WorkerId worker) {
            return failed.contains(worker.toString());
        }

        /** An ordinary attempt of {@code dag} begins in a worker. */
        void checkServes(String worker, String dag) {
            Attempt attempt = attempts.get(worker);
            if (attempt == null || !attempt.dags.contains(dag)) {
                throw new AssertionError(worker + " runs an attempt of " + dag + " before its daemon knows of it");
            }
        }

        @Override
        public void close() {
            WORLDS.remove(name);
        }
    }

    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new Task();
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new Attempt(World.of(settings));
    }

    private static final class Task implements DaemonTask {
        private int events;
        private Context context;
        private final Set<String> ready = new HashSet<>();

        @Override
        public void start(Context group) {
            context = group;
            next();
        }

        private void next() {
            context.broadcast(ByteString.copyFromUtf8(Integer.toString(++events)));
        }

        @Override
        public void attemptReady(DaemonTask.Attempt attempt) {
            if (!ready.add(attempt.worker())) {
                throw new AssertionError(attempt.worker() + " is ready twice");
            }
            next();
        }

        @Override
        public void attemptEnded(DaemonTask.Attempt attempt, String reason) {
            if (!ready.remove(attempt.worker())) {
                throw new AssertionError(attempt.worker() + " has ended and was not ready");
            }
            next();
        }

        @Override
        public void received(DaemonTask.Attempt attempt, ByteString message) {
            if (!ready.contains(attempt.worker())) {
                throw new AssertionError(attempt.worker() + " is heard and is not ready");
            }
        }

        @Override
        public void dagJoined(String dag) {
            for (int i = 0; i < 20; i++) {
                next();
            }
        }

        @Override
        public void dagLeft(String dag) {
            next();
        }

        @Override
        public List<ByteString> compact(List<ByteString> history) {
            String last = history.get(history.size() - 1).toStringUtf8();
            return List.of(ByteString.copyFromUtf8(last.startsWith(UP_TO) ? last : UP_TO + last));
        }
    }

    private static final class Attempt implements DaemonTaskAttempt {
        private final World world;
        private final Set<String> dags = new HashSet<>();
        private Context context;
        private int seen;

        private Attempt(World world) {
            this.world = world;
        }

        @Override
        public ByteString initialize(Context worker) {
            context = worker;
            world.attempts.put(worker.worker(), this);
            worker.send(ByteString.copyFromUtf8("here"));
            if (world.luck.strike(30)) {
                world.failed.add(worker.worker());
                throw new IllegalStateException("planned failure to start");
            }
            return ByteString.EMPTY;
        }

        @Override
        public void handle(ByteString event) {
            String text = event.toStringUtf8();
            if (text.startsWith(UP_TO) && seen == 0) {
                seen = Integer.parseInt(text.substring(UP_TO.length()));
            } else if (text.equals(Integer.toString(seen + 1))) {
                seen++;
            } else {
                throw new AssertionError("expected event " + (seen + 1) + ", got " + text);
            }
            if (world.luck.strike(3000)) {
                world.failed.add(context.worker());
                context.fail(new IllegalStateException("planned failure"));
            }
        }

        @Override
        public void dagJoined(Dag dag) {
            dags.add(dag.id());
        }

        @Override
        public CompletionStage<Void> dagLeft(String dag) {
            dags.remove(dag);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean forget() {
            seen = 0;
            return true;
        }
    }
}
