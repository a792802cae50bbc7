package io.mr3.testkit;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A daemon that remembers what it was told, on both sides, and fails where the test wants it to. */
public final class RecordedDaemon implements DaemonService {
    /** What its attempts call their port. */
    public static final int PORT = 4711;

    private static final Map<String, World> WORLDS = new ConcurrentHashMap<>();
    private static final AtomicLong WORLD = new AtomicLong();

    /** Everything of one daemon; the engine makes it from its specification, as any other. */
    public static final class World {
        private final DaemonSpec spec;
        public final List<String> task = new CopyOnWriteArrayList<>();
        public final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
        /** Workers, or {@code *}, where the daemon does not start. */
        public final Set<String> unfit = ConcurrentHashMap.newKeySet();
        /** Whether attempts go on when their worker comes to another group. */
        public volatile boolean forgets;
        /** What {@code compact} does. */
        public volatile UnaryOperator<List<ByteString>> compaction = UnaryOperator.identity();

        public volatile DaemonTask.Context context;
        public volatile String brokenTask;

        private World(String name) {
            spec = new DaemonSpec(name, RecordedDaemon.class.getName(), Long.toString(WORLD.incrementAndGet()));
            WORLDS.put(spec.settings().payload(), this);
        }

        public DaemonSpec spec() {
            return spec;
        }

        public void broadcast(String... events) {
            for (String event : events) {
                context.broadcast(ByteString.copyFromUtf8(event));
            }
        }
    }

    /** One in a worker. */
    public static final class Attempt implements DaemonTaskAttempt {
        private final World world;
        public final List<String> events = new CopyOnWriteArrayList<>();
        public final Set<String> dags = ConcurrentHashMap.newKeySet();
        public volatile Context context;
        public volatile boolean closed;
        /** An event that it does not survive. */
        public volatile String failsOn = "";

        private Attempt(World world) {
            this.world = world;
        }

        @Override
        public ByteString initialize(Context worker) {
            context = worker;
            world.attempts.put(worker.worker(), this);
            if (world.unfit.contains("*") || world.unfit.contains(worker.worker())) {
                throw new IllegalStateException("no " + world.spec.name() + " to be had");
            }
            return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).putInt(0, PORT));
        }

        @Override
        public void handle(ByteString event) {
            String text = event.toStringUtf8();
            if (text.equals(failsOn)) {
                throw new IllegalStateException("does not understand " + text);
            }
            events.add(text);
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
            if (world.forgets) {
                events.clear();
            }
            return world.forgets;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Task implements DaemonTask {
        private final World world;

        private Task(World world) {
            this.world = world;
        }

        @Override
        public void start(Context context) {
            world.context = context;
            world.task.add("start " + context.group());
        }

        @Override
        public void attemptReady(DaemonTask.Attempt attempt) {
            world.task.add("ready " + attempt.location());
        }

        @Override
        public void attemptEnded(DaemonTask.Attempt attempt, String reason) {
            world.task.add("ended " + attempt.worker() + ": " + reason);
        }

        @Override
        public void attemptMoved(DaemonTask.Attempt attempt) {
            world.task.add("moved " + attempt.worker());
        }

        @Override
        public void received(DaemonTask.Attempt attempt, ByteString message) {
            world.task.add("heard " + attempt.worker() + ": " + message.toStringUtf8());
        }

        @Override
        public void dagJoined(String dag) {
            if (world.brokenTask != null) {
                throw new IllegalStateException(world.brokenTask);
            }
            world.task.add("joined " + dag);
        }

        @Override
        public void dagLeft(String dag) {
            world.task.add("left " + dag);
        }

        @Override
        public List<ByteString> compact(List<ByteString> history) {
            return world.compaction.apply(history);
        }

        @Override
        public void close() {
            world.task.add("closed");
        }
    }

    /** A daemon of that name which nobody else sees. */
    public static World world(String name) {
        return new World(name);
    }

    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new Task(WORLDS.get(settings.payload()));
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new Attempt(WORLDS.get(settings.payload()));
    }
}
