package io.mr3.am.dag;

import io.mr3.am.dag.IoWork.Outcome;
import io.mr3.am.dag.PluginHost.InitializedInput;
import io.mr3.am.dag.PluginHost.InitializerContext;
import io.mr3.am.dag.PluginHost.InputInitializer;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.InitializerEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Runs the initialisers of a vertex's root inputs, each as an I/O task of its own. */
final class InputInitializers {
    private final Vertex vertex;
    private final DagPorts ports;
    private final Map<String, Hosted> running = new LinkedHashMap<>();

    InputInitializers(Vertex vertex, DagPorts ports) {
        this.vertex = vertex;
        this.ports = ports;
    }

    /** Creates and starts all of them; whatever a constructor throws is for the caller. */
    void start() {
        for (String input : vertex.plan().initializedInputs()) {
            Hosted hosted = new Hosted();
            hosted.initializer = ports.plugins().createInitializer(vertex.plan(), input, hosted);
            running.put(input, hosted);
            ports.io().<InitializedInput>run(hosted.initializer::initialize, result -> returned(input, result));
        }
    }

    /** Whether all of them have returned and the vertex manager has seen what. */
    boolean areDone() {
        return running.isEmpty();
    }

    /** Passes on what a source task said; dropped if the initialiser has returned. */
    void tell(String sourceVertex, InitializerEvent event) {
        Hosted hosted = running.get(event.getTargetInput());
        if (hosted != null && !hosted.returned) {
            hosted.call(() -> hosted.initializer.eventReceived(sourceVertex, event.getPayload()));
        }
    }

    /** Interrupts those that run. */
    void cancel() {
        running.values().forEach(hosted -> {
            if (!hosted.returned) {
                hosted.returned = true;
                hosted.initializer.cancel();
            }
        });
    }

    private void returned(String input, Outcome<InitializedInput> result) {
        Hosted hosted = running.get(input);
        if (hosted.returned) {
            return;
        }
        hosted.returned = true;
        if (result.failure() != null) {
            vertex.fail(StackTraces.of(result.failure()), "its input " + input + " could not be initialised");
            return;
        }
        vertex.manager()
                .tell("inputInitialized", m -> m.inputInitialized(input, result.value()), () -> running.remove(input));
    }

    /** One initialiser and what it may ask. */
    private final class Hosted implements InitializerContext, VertexSubscriptions.Listener {
        private InputInitializer initializer;
        private boolean returned;

        private void call(Runnable notice) {
            try {
                notice.run();
            } catch (RuntimeException | Error e) {
                vertex.fail(StackTraces.of(e), "an input initialiser failed on an event");
            }
        }

        @Override
        public void vertexStateChanged(String name, VertexEventKind state) {
            if (!returned) {
                call(() -> initializer.vertexStateChanged(name, state));
            }
        }

        @Override
        public int parallelism(String name) throws InterruptedException {
            try {
                return vertex.sibling(name).finalParallelism().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e);
            }
        }

        @Override
        public void subscribe(String name, Set<VertexEventKind> states) {
            String known = vertex.sibling(name).name();
            ports.agenda().post(() -> ports.subscriptions().subscribe(this, known, states));
        }

        @Override
        public void addCounters(Counters counters) {
            Counters copy = counters.copy();
            ports.agenda().post(() -> vertex.count(copy));
        }

        @Override
        public GroupCapacity capacity() {
            return ports.slots().capacity(vertex.plan().id());
        }
    }
}
