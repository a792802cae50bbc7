package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.common.CounterGroups;
import io.mr3.tez.plugin.InitializerEventCodec;
import io.mr3.tez.plugin.PluginException;
import io.mr3.tez.proto.AskParallelism;
import io.mr3.tez.proto.CancelInitializer;
import io.mr3.tez.proto.Parallelism;
import io.mr3.tez.proto.PluginCall;
import io.mr3.tez.proto.PluginCounters;
import io.mr3.tez.proto.PluginReport;
import io.mr3.tez.proto.RunInitializer;
import io.mr3.tez.proto.SourceEvent;
import io.mr3.tez.proto.SourceState;
import io.mr3.tez.proto.Subscribe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.tez.dag.api.event.VertexState;

/**
 * An input initialiser that runs in a worker. The thread that waits for it answers what it asks, since some answers take
 * their time. It runs again when its worker is lost, and is then told again what it had heard.
 */
final class RemoteInitializer implements PluginHost.InputInitializer, RemoteCall {
    private static final int MAX_WORKERS = 4;

    private final WorkerPlugins plugins;
    private final Supplier<RunInitializer> order;
    private final PluginHost.InitializerContext engine;
    private final long number;
    private final String name;
    /** What the waiting thread does next; a step that returns events is the last. */
    private final BlockingQueue<Callable<HostedInitializer.Events>> steps = new LinkedBlockingQueue<>();

    private final FutureTask<HostedInitializer.Events> run = new FutureTask<>(this::serve);

    // what follows belongs to the DAG's mailbox
    private final List<PluginCall> heardEvents = new ArrayList<>();
    private final Map<String, List<PluginCall>> heardStates = new HashMap<>();
    private final List<PluginCounters> counted = new ArrayList<>();
    private int workersLost;

    /**
     * An initialiser.
     *
     * @param name for errors
     * @param order what a worker needs to run it; asked on the DAG's mailbox
     */
    RemoteInitializer(
            WorkerPlugins plugins, String name, Supplier<RunInitializer> order, PluginHost.InitializerContext engine) {
        this.plugins = plugins;
        this.name = name;
        this.order = order;
        this.engine = engine;
        this.number = plugins.nextCall();
    }

    @Override
    public PluginHost.InitializedInput initialize() throws InterruptedException {
        plugins.open(number, this);
        try {
            run.run();
        } finally {
            Thread.interrupted(); // a cancellation that came late must not reach what this thread does next
            plugins.close(number);
        }
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PluginException known
                    ? known
                    : new PluginException(name + " failed: " + e.getCause(), e.getCause());
        }
    }

    private HostedInitializer.Events serve() throws Exception {
        while (true) {
            HostedInitializer.Events result = steps.take().call();
            if (result != null) {
                return result;
            }
        }
    }

    @Override
    public void cancel() {
        run.cancel(true);
        plugins.post(() -> plugins.say(call().setCancelInitializer(CancelInitializer.getDefaultInstance())));
    }

    @Override
    public void eventReceived(String sourceVertex, ByteString payload) {
        PluginCall event = call().setSourceEvent(
                        SourceEvent.newBuilder().setVertex(sourceVertex).setPayload(payload))
                .build();
        heardEvents.add(event);
        plugins.say(event.toBuilder());
    }

    @Override
    public void vertexStateChanged(String vertex, VertexEventKind state) {
        PluginCall change = call().setSourceState(
                        SourceState.newBuilder().setVertex(vertex).setState(state.name()))
                .build();
        heardStates.computeIfAbsent(vertex, v -> new ArrayList<>()).add(change);
        plugins.say(change.toBuilder());
    }

    @Override
    public void begin() {
        plugins.say(call().setRunInitializer(order.get()));
        heardEvents.forEach(event -> plugins.say(event.toBuilder()));
    }

    @Override
    public void heard(PluginReport report) {
        switch (report.getWhatCase()) {
            case INITIALIZED -> {
                counted.forEach(counters -> engine.addCounters(CounterGroups.read(counters.getGroupsList())));
                steps.add(() -> new HostedInitializer.Events(InitializerEventCodec.decode(report.getInitialized())));
            }
            case FAILED -> fail(report.getFailed());
            case ASK_PARALLELISM -> steps.add(() -> answer(report.getAskParallelism()));
            case SUBSCRIBE -> subscribe(report.getSubscribe());
            case COUNTERS -> counted.add(report.getCounters());
            default ->
                throw new IllegalArgumentException("expected a report of an initialiser, got " + report.getWhatCase());
        }
    }

    private HostedInitializer.Events answer(AskParallelism question) throws InterruptedException {
        Parallelism.Builder answer = Parallelism.newBuilder().setQuestion(question.getQuestion());
        try {
            answer.setTasks(engine.parallelism(question.getVertex()));
        } catch (RuntimeException e) {
            answer.setError(e.getMessage());
        }
        plugins.post(() -> plugins.say(call().setParallelism(answer)));
        return null;
    }

    /** States that were reached before are told again to an initialiser that runs again; else the DAG tells them. */
    private void subscribe(Subscribe subscription) {
        List<PluginCall> before = heardStates.get(subscription.getVertex());
        if (before != null) {
            before.forEach(change -> plugins.say(change.toBuilder()));
            return;
        }
        Set<VertexState> states =
                subscription.getStatesList().stream().map(VertexState::valueOf).collect(Collectors.toSet());
        try {
            engine.subscribe(subscription.getVertex(), VertexStates.kinds(states.isEmpty() ? null : states));
            heardStates.put(subscription.getVertex(), new ArrayList<>());
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
        }
    }

    @Override
    public void workerLost(String reason) {
        counted.clear();
        if (++workersLost >= MAX_WORKERS) {
            fail(workersLost + " workers were lost while it ran, at last: " + reason);
        }
    }

    @Override
    public void refused(String reason) {
        fail(reason);
    }

    private void fail(String reason) {
        steps.add(() -> {
            throw new PluginException(name + " failed: " + reason, null);
        });
    }

    private PluginCall.Builder call() {
        return PluginCall.newBuilder().setCall(number);
    }
}
