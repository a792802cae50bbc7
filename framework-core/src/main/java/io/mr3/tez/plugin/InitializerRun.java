package io.mr3.tez.plugin;

import com.google.protobuf.ByteString;
import io.mr3.tez.TaskEnvironment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.tez.dag.api.event.VertexStateUpdate;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputInitializer;
import org.apache.tez.runtime.api.InputInitializerContext;
import org.apache.tez.runtime.api.events.InputInitializerEvent;

/**
 * A user's input initialiser. It is made on the thread that runs it, as its constructor may already read files; what comes
 * for it before that waits and is delivered in order.
 */
public final class InitializerRun {
    private final InitializerSpec spec;
    private final DagUser user;
    private final TaskEnvironment environment;
    private final CompletableFuture<InputInitializer> plugin = new CompletableFuture<>();
    private final FutureTask<List<Event>> run;
    private volatile Throwable deliveryFailure;
    private volatile Thread deliverer;
    private CompletableFuture<Void> deliveries;

    /** An initialiser, not made yet. */
    public InitializerRun(InitializerSpec spec, DagUser user, TaskEnvironment environment, InitializerEngine engine) {
        this.spec = spec;
        this.user = user;
        this.environment = environment;
        this.deliveries = plugin.thenAccept(made -> {});
        InputInitializerContext context = new EngineInitializerContext(spec, engine, this::inDelivery);
        this.run = new FutureTask<>(() -> user.call(() -> {
            InputInitializer made =
                    user.create(spec.className(), InputInitializer.class, InputInitializerContext.class, context);
            plugin.complete(made);
            List<Event> events = made.initialize();
            return events == null ? List.of() : List.copyOf(events);
        }));
    }

    /**
     * Makes and runs it; blocks as long as it takes.
     *
     * @throws PluginException with what the plug-in threw as the cause
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public List<Event> initialize() throws InterruptedException {
        environment.attemptBegins(spec.id());
        try {
            run.run();
        } finally {
            Thread.interrupted(); // a cancellation that came late must not reach what this thread does next
            environment.attemptEnds(spec.id());
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

    /** Passes on what a source task said; one caller at a time. */
    public void eventReceived(String sourceVertex, ByteString payload) {
        InputInitializerEvent event =
                InputInitializerEvent.create(spec.vertexName(), spec.input(), payload.asReadOnlyByteBuffer());
        event.setSourceVertexName(sourceVertex);
        deliver(made -> made.handleInputInitializerEvent(List.of(event)));
    }

    /** Passes on a state that was subscribed to; one caller at a time. */
    public void vertexStateChanged(VertexStateUpdate update) {
        deliver(made -> made.onVertexStateUpdated(update));
    }

    /** Interrupts it; from any thread. */
    public void cancel() {
        run.cancel(true);
    }

    /** Whether the calling thread delivers something to this initialiser: it must not wait for the DAG. */
    private boolean inDelivery() {
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
        return "initialiser of root input " + spec.input() + " of vertex " + spec.vertexName() + " failed in " + call;
    }

    /** One call of the plug-in. */
    @FunctionalInterface
    private interface Delivery {
        void to(InputInitializer initializer) throws Exception;
    }
}
