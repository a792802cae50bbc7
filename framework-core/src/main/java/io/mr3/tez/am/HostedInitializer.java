package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.tez.TaskEnvironment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputInitializer;
import org.apache.tez.runtime.api.InputInitializerContext;
import org.apache.tez.runtime.api.events.InputInitializerEvent;

/**
 * A user's input initialiser. It is made on the thread that runs it, as its constructor may already read files; what comes
 * for it before that waits and is delivered in order.
 */
final class HostedInitializer implements PluginHost.InputInitializer {
    /** What an initialiser returned, for the vertex manager. */
    record Events(List<Event> list) implements PluginHost.InitializedInput {}

    private final String name;
    private final String vertex;
    private final String input;
    private final DagUser user;
    private final TaskEnvironment environment;
    private final CompletableFuture<InputInitializer> plugin = new CompletableFuture<>();
    private final FutureTask<Events> run;
    private volatile Throwable deliveryFailure;
    private volatile Thread deliverer;
    private CompletableFuture<Void> deliveries;

    /**
     * An initialiser, not made yet.
     *
     * @param name unique in this process
     * @param contexts makes Tez's context; the argument tells whether a delivery runs on the calling thread
     */
    HostedInitializer(
            String name,
            HostedVertex vertex,
            String input,
            DagUser user,
            TaskEnvironment environment,
            Function<HostedInitializer, InputInitializerContext> contexts) {
        this.name = name;
        this.vertex = vertex.name();
        this.input = input;
        this.user = user;
        this.environment = environment;
        this.deliveries = plugin.thenAccept(made -> {});
        String className =
                vertex.rootInput(input).plan().getControllerDescriptor().getClassName();
        InputInitializerContext context = contexts.apply(this);
        this.run = new FutureTask<>(() -> user.call(() -> {
            InputInitializer made =
                    user.create(className, InputInitializer.class, InputInitializerContext.class, context);
            plugin.complete(made);
            List<Event> events = made.initialize();
            return new Events(events == null ? List.of() : List.copyOf(events));
        }));
    }

    @Override
    public PluginHost.InitializedInput initialize() throws Exception {
        environment.attemptBegins(name);
        try {
            run.run();
        } finally {
            Thread.interrupted(); // a cancellation that came late must not reach what this thread does next
            environment.attemptEnds(name);
        }
        if (deliveryFailure != null) {
            throw new PluginException(describe("event or state update"), deliveryFailure);
        }
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw new PluginException(describe("initialize") + ": " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void eventReceived(String sourceVertex, ByteString payload) {
        InputInitializerEvent event = InputInitializerEvent.create(vertex, input, payload.asReadOnlyByteBuffer());
        event.setSourceVertexName(sourceVertex);
        deliver(made -> made.handleInputInitializerEvent(List.of(event)));
    }

    @Override
    public void vertexStateChanged(String changed, VertexEventKind state) {
        deliver(made -> made.onVertexStateUpdated(VertexStates.update(changed, state)));
    }

    @Override
    public void cancel() {
        run.cancel(true);
    }

    /** Whether the calling thread is the DAG's mailbox, in a delivery to this initialiser: it must not wait for the DAG. */
    boolean inDelivery() {
        return deliverer == Thread.currentThread();
    }

    /** Runs here and now if the initialiser is made, else on its own thread as soon as it is. */
    private void deliver(Delivery delivery) {
        deliverer = Thread.currentThread();
        deliveries = deliveries.thenRun(() -> deliver(plugin.join(), delivery));
        deliverer = null;
    }

    private void deliver(InputInitializer made, Delivery delivery) {
        if (run.isDone()) {
            return;
        }
        try {
            user.call(() -> {
                delivery.to(made);
                return null;
            });
        } catch (Exception | LinkageError e) {
            deliveryFailure = e;
            run.cancel(true);
        }
    }

    private String describe(String call) {
        return "initialiser of root input " + input + " of vertex " + vertex + " failed in " + call;
    }

    /** One call of the plug-in. */
    @FunctionalInterface
    private interface Delivery {
        void to(InputInitializer initializer) throws Exception;
    }
}
