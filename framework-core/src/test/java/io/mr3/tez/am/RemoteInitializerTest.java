package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.Counters;
import io.mr3.common.Resources;
import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.CounterGroup;
import io.mr3.tez.plugin.InitializerEventCodec;
import io.mr3.tez.plugin.PluginException;
import io.mr3.tez.proto.AskParallelism;
import io.mr3.tez.proto.PluginCall;
import io.mr3.tez.proto.PluginCounters;
import io.mr3.tez.proto.PluginReport;
import io.mr3.tez.proto.RunInitializer;
import io.mr3.tez.proto.Subscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The master's side of an initialiser that runs in a worker; the worker is the test. */
class RemoteInitializerTest {
    private final List<String> subscriptions = new ArrayList<>();
    private final Counters counters = new Counters();
    private final PluginHost.InitializerContext engine = new PluginHost.InitializerContext() {
        @Override
        public int parallelism(String vertex) {
            if (vertex.equals("none")) {
                throw new IllegalArgumentException("expected a vertex, got none");
            }
            return 7;
        }

        @Override
        public void subscribe(String vertex, Set<VertexEventKind> states) {
            subscriptions.add(vertex + " " + states);
        }

        @Override
        public void addCounters(Counters added) {
            counters.addAll(added);
        }

        @Override
        public GroupCapacity capacity() {
            return new GroupCapacity(new Resources(1024, 2), 1);
        }
    };

    /** Messages of "the DAG's mailbox" run here and now, one at a time. */
    private final Object mailbox = new Object();

    private final LinkedBlockingQueue<PluginCall> toWorker = new LinkedBlockingQueue<>();
    private final WorkerPlugins plugins = new WorkerPlugins();
    private final RemoteInitializer initializer =
            new RemoteInitializer(plugins, "initialiser of in", () -> RunInitializer.getDefaultInstance(), engine);

    @BeforeEach
    void connect() {
        plugins.connect(new PluginHost.PluginLine() {
            @Override
            public void post(Runnable step) {
                onMailbox(step);
            }

            @Override
            public void say(ByteString message) {
                try {
                    toWorker.add(PluginCall.parseFrom(message));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    private void onMailbox(Runnable step) {
        synchronized (mailbox) {
            step.run();
        }
    }

    private CompletableFuture<PluginHost.InitializedInput> run() {
        return HostedInitializerTest.run(initializer);
    }

    private PluginCall heardByWorker() throws InterruptedException {
        PluginCall call = toWorker.poll(60, TimeUnit.SECONDS);
        assertTrue(call != null, "the worker hears something");
        return call;
    }

    private void fromWorker(PluginReport.Builder report) {
        onMailbox(() -> plugins.heard(report.setCall(1).build().toByteString()));
    }

    private static PluginReport.Builder result(int tasks) {
        return PluginReport.newBuilder()
                .setInitialized(InitializerEventCodec.encode(
                        List.of(InputConfigureVertexTasksEvent.create(tasks, null, null))));
    }

    private static int tasks(PluginHost.InitializedInput result) {
        return ((InputConfigureVertexTasksEvent)
                        ((HostedInitializer.Events) result).list().get(0))
                .getNumTasks();
    }

    private static PluginReport.Builder counted(long value) {
        return PluginReport.newBuilder()
                .setCounters(PluginCounters.newBuilder()
                        .addGroups(CounterGroup.newBuilder()
                                .setName("HIVE")
                                .addCounters(
                                        Counter.newBuilder().setName("splits").setValue(value))));
    }

    @Test
    void questionsAreAnsweredAndTheResultComesBack() throws Exception {
        CompletableFuture<PluginHost.InitializedInput> result = run();
        onMailbox(plugins::workerReady);
        assertTrue(heardByWorker().hasRunInitializer());

        fromWorker(PluginReport.newBuilder()
                .setAskParallelism(AskParallelism.newBuilder().setQuestion(3).setVertex("source")));
        assertEquals(7, heardByWorker().getParallelism().getTasks());
        fromWorker(PluginReport.newBuilder()
                .setAskParallelism(AskParallelism.newBuilder().setQuestion(4).setVertex("none")));
        assertEquals(
                "expected a vertex, got none", heardByWorker().getParallelism().getError());
        fromWorker(result(5));

        assertEquals(5, tasks(result.get(60, TimeUnit.SECONDS)));
    }

    /** What was counted by a run whose worker is lost does not count, and what it had heard is told again. */
    @Test
    void runsAgainWhenItsWorkerIsLost() throws Exception {
        onMailbox(plugins::workerReady);
        CompletableFuture<PluginHost.InitializedInput> result = run();
        assertTrue(heardByWorker().hasRunInitializer());
        fromWorker(PluginReport.newBuilder()
                .setSubscribe(Subscribe.newBuilder().setVertex("source").addStates("SUCCEEDED")));
        fromWorker(counted(3));
        onMailbox(() -> initializer.eventReceived("source", ByteString.copyFromUtf8("a key")));
        onMailbox(() -> initializer.vertexStateChanged("source", VertexEventKind.SUCCEEDED));
        assertTrue(heardByWorker().hasSourceEvent());
        assertTrue(heardByWorker().hasSourceState());

        onMailbox(() -> plugins.workerLost("killed"));
        onMailbox(() -> initializer.eventReceived("source", ByteString.copyFromUtf8("meanwhile")));
        onMailbox(plugins::workerReady);

        assertTrue(heardByWorker().hasRunInitializer());
        assertEquals("a key", heardByWorker().getSourceEvent().getPayload().toStringUtf8());
        assertEquals("meanwhile", heardByWorker().getSourceEvent().getPayload().toStringUtf8());
        fromWorker(PluginReport.newBuilder()
                .setSubscribe(Subscribe.newBuilder().setVertex("source").addStates("SUCCEEDED")));
        assertEquals("SUCCEEDED", heardByWorker().getSourceState().getState());
        assertEquals(List.of("source [SUCCEEDED]"), subscriptions, "the DAG knows one subscriber");
        fromWorker(counted(4));
        fromWorker(result(2));
        assertEquals(2, tasks(result.get(60, TimeUnit.SECONDS)));
        assertEquals(4, counters.get("HIVE", "splits"));
    }

    @Test
    void doesNotTakeAllWorkersDown() throws Exception {
        CompletableFuture<PluginHost.InitializedInput> result = run();
        for (int i = 1; i <= 4; i++) {
            onMailbox(plugins::workerReady);
            assertTrue(heardByWorker().hasRunInitializer());
            onMailbox(() -> plugins.workerLost("killed"));
        }

        Throwable failure = assertThrows(ExecutionException.class, () -> result.get(60, TimeUnit.SECONDS))
                .getCause();

        assertEquals(PluginException.class, failure.getClass());
        assertEquals(
                "initialiser of in failed: 4 workers were lost while it ran, at last: killed", failure.getMessage());
    }

    @Test
    void whatItFailedWithAndWhyItIsRefusedComesOut() throws Exception {
        onMailbox(plugins::workerReady);
        CompletableFuture<PluginHost.InitializedInput> result = run();
        heardByWorker();
        onMailbox(() -> plugins.refused("no disk"));
        Throwable failure = assertThrows(ExecutionException.class, () -> result.get(60, TimeUnit.SECONDS))
                .getCause();
        assertEquals("initialiser of in failed: no disk", failure.getMessage());
    }

    @Test
    void isCancelledHereAndThere() throws Exception {
        onMailbox(plugins::workerReady);
        CompletableFuture<PluginHost.InitializedInput> result = run();
        assertTrue(heardByWorker().hasRunInitializer());

        initializer.cancel();

        assertEquals(
                CancellationException.class,
                assertThrows(CancellationException.class, () -> result.get(60, TimeUnit.SECONDS))
                        .getClass());
        assertTrue(heardByWorker().hasCancelInitializer());
    }
}
