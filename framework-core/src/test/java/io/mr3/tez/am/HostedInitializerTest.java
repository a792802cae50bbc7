package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.DagIntake.Session;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.dag.VertexPlan;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.Counters;
import io.mr3.common.Resources;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.plugin.PluginException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DataSourceDescriptor;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.event.VertexStateUpdate;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputInitializer;
import org.apache.tez.runtime.api.InputInitializerContext;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.apache.tez.runtime.api.events.InputInitializerEvent;
import org.junit.jupiter.api.Test;

class HostedInitializerTest {
    /** Waits until its source has succeeded, as dynamic partition pruning does; its number of tasks is what it has heard. */
    public static final class Pruning extends InputInitializer {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

        public Pruning(InputInitializerContext context) throws InterruptedException {
            super(context);
            context.registerForVertexStateUpdates("source", EnumSet.of(VertexState.SUCCEEDED));
        }

        @Override
        public List<Event> initialize() throws Exception {
            String user = UserGroupInformation.getCurrentUser().getUserName();
            List<String> all = new ArrayList<>();
            for (String next = heard.take(); !next.equals("SUCCEEDED"); next = heard.take()) {
                if (next.equals("bad")) {
                    Thread.sleep(TimeUnit.HOURS.toMillis(1));
                }
                all.add(next);
            }
            TezCounters counters = new TezCounters();
            counters.findCounter("HIVE", user + all).increment(getContext().getVertexNumTasks("source"));
            getContext().addCounters(counters);
            return List.of(InputConfigureVertexTasksEvent.create(all.size(), null, null));
        }

        @Override
        public void handleInputInitializerEvent(List<InputInitializerEvent> events) {
            for (InputInitializerEvent event : events) {
                String text =
                        StandardCharsets.UTF_8.decode(event.getUserPayload()).toString();
                heard.add(text.equals("bad") ? "bad" : event.getSourceVertexName() + ":" + text);
                if (text.equals("bad")) {
                    throw new IllegalArgumentException("bad event");
                }
            }
        }

        @Override
        public void onVertexStateUpdated(VertexStateUpdate update) {
            assertEquals(4, getContext().getVertexNumTasks("source"));
            heard.add(update.getVertexState().name());
        }
    }

    /** Tells which thread begins and ends what. */
    private static final class Environment implements TaskEnvironment {
        private final List<String> calls = new ArrayList<>();
        private Thread thread;

        @Override
        public void attemptBegins(String id) {
            thread = Thread.currentThread();
            calls.add("begins " + id);
        }

        @Override
        public void attemptEnds(String id) {
            assertSame(thread, Thread.currentThread());
            calls.add("ends " + id);
        }
    }

    private final Environment environment = new Environment();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final CompletableFuture<Integer> sourceTasks = new CompletableFuture<>();
    private final Counters counters = new Counters();

    private final PluginHost.InitializerContext engine = new PluginHost.InitializerContext() {
        @Override
        public int parallelism(String vertex) throws InterruptedException {
            try {
                return sourceTasks.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void subscribe(String vertex, Set<VertexEventKind> states) {
            assertEquals(Set.of(VertexEventKind.SUCCEEDED), states);
            subscribed.countDown();
        }

        @Override
        public void addCounters(Counters added) {
            counters.addAll(added);
        }

        @Override
        public GroupCapacity capacity() {
            return new GroupCapacity(new Resources(4096, 4), 1);
        }
    };

    private PluginHost.InputInitializer create(Class<?> initializer) throws Exception {
        Vertex vertex = Plans.vertex("v", -1)
                .addDataSource(
                        "in",
                        DataSourceDescriptor.create(
                                InputDescriptor.create("Input")
                                        .setUserPayload(UserPayload.create(ByteBuffer.allocate(1))),
                                InputInitializerDescriptor.create(initializer.getName()),
                                null));
        Intake dag = Plans.intake(environment)
                .read(
                        Plans.ID,
                        new Session("alice", ByteString.EMPTY, ByteString.EMPTY, List.of()),
                        Plans.plan(DAG.create("prune").addVertex(vertex)).toByteString());
        VertexPlan plan = dag.plan().vertices().get(0);
        dag.plugins()
                .createVertexManager(plan, new FakeEngine("v").tasks("v", -1).tasks("source", 4));
        return dag.plugins().createInitializer(plan, "in", engine);
    }

    /** Runs it on a thread of its own. */
    static CompletableFuture<PluginHost.InitializedInput> run(PluginHost.InputInitializer initializer) {
        CompletableFuture<PluginHost.InitializedInput> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(initializer.initialize());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Test
    void eventsFromBeforeItWasMadeComeFirst() throws Exception {
        PluginHost.InputInitializer initializer = create(Pruning.class);
        initializer.eventReceived("source", text("a"));
        initializer.eventReceived("source", text("b"));
        CompletableFuture<PluginHost.InitializedInput> result = run(initializer);
        assertTrue(subscribed.await(60, TimeUnit.SECONDS));
        initializer.eventReceived("source", text("c"));
        initializer.vertexStateChanged("source", VertexEventKind.SUCCEEDED);
        sourceTasks.complete(4);

        HostedInitializer.Events events = (HostedInitializer.Events) result.get(60, TimeUnit.SECONDS);

        assertEquals(3, ((InputConfigureVertexTasksEvent) events.list().get(0)).getNumTasks());
        assertEquals(4, counters.get("HIVE", "alice[source:a, source:b, source:c]"));
        String name = "initializer_" + Plans.ID.toString().replace("dag", "vertex") + "_00_in";
        assertEquals(List.of("begins " + name, "ends " + name), environment.calls);
    }

    @Test
    void cancellationInterruptsItAndNothingElse() throws Exception {
        PluginHost.InputInitializer initializer = create(Pruning.class);
        CompletableFuture<Boolean> interruptedAfter = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            assertThrows(CancellationException.class, initializer::initialize);
            interruptedAfter.complete(Thread.currentThread().isInterrupted());
        });
        thread.setDaemon(true);
        thread.start();
        assertTrue(subscribed.await(60, TimeUnit.SECONDS));

        initializer.cancel();

        assertFalse(interruptedAfter.get(60, TimeUnit.SECONDS));
        initializer.eventReceived("source", text("late"));
        assertEquals(2, environment.calls.size());
    }

    @Test
    void aBadEventEndsItWithItsCause() throws Exception {
        PluginHost.InputInitializer initializer = create(Pruning.class);
        CompletableFuture<PluginHost.InitializedInput> result = run(initializer);
        assertTrue(subscribed.await(60, TimeUnit.SECONDS));

        initializer.eventReceived("source", text("bad"));

        Throwable failure = assertThrows(ExecutionException.class, () -> result.get(60, TimeUnit.SECONDS))
                .getCause();
        assertInstanceOf(PluginException.class, failure);
        assertEquals("bad event", failure.getCause().getMessage());
    }

    @Test
    void aClassThatIsNoInitializerIsNamed() throws Exception {
        PluginHost.InputInitializer initializer = create(String.class);

        String message =
                assertThrows(PluginException.class, initializer::initialize).getMessage();

        assertTrue(message.contains("root input in of vertex v"), message);
        assertTrue(message.contains("java.lang.String"), message);
        assertEquals(2, environment.calls.size());
    }
}
