package io.mr3.tez.plugin;

import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.runtime.api.InputInitializerContext;

/** What Tez lets an input initialiser ask, answered by the engine. From the initialiser's threads. */
final class EngineInitializerContext implements InputInitializerContext {
    private final InitializerSpec spec;
    private final InitializerEngine engine;
    private final BooleanSupplier inDelivery;

    /** @param inDelivery whether the calling thread delivers something to the initialiser just now */
    EngineInitializerContext(InitializerSpec spec, InitializerEngine engine, BooleanSupplier inDelivery) {
        this.spec = spec;
        this.engine = engine;
        this.inDelivery = inDelivery;
    }

    @Override
    public ApplicationId getApplicationId() {
        return TezIds.application(spec.vertex().dag().app());
    }

    @Override
    public String getDAGName() {
        return spec.dagName();
    }

    @Override
    public Configuration getVertexConfiguration() {
        return spec.conf().get();
    }

    @Override
    public String getInputName() {
        return spec.input();
    }

    @Override
    public UserPayload getInputUserPayload() {
        return spec.inputPayload();
    }

    @Override
    public UserPayload getUserPayload() {
        return spec.payload();
    }

    /** As planned; -1 if this or another initialiser is to decide it. */
    @Override
    public int getNumTasks() {
        return spec.plannedTasks();
    }

    @Override
    public Resource getVertexTaskResource() {
        return spec.task();
    }

    @Override
    public int getVertexId() {
        return spec.vertex().index();
    }

    @Override
    public Resource getTotalAvailableResource() {
        return engine.total();
    }

    @Override
    public int getNumClusterNodes() {
        return engine.nodes();
    }

    /** The application master is not restarted under one client's application. */
    @Override
    public int getDAGAttemptNumber() {
        return 1;
    }

    /** The final number of tasks; waits for it, but for the initialiser's own vertex. */
    @Override
    public int getVertexNumTasks(String vertexName) {
        if (vertexName.equals(spec.vertexName())) {
            return getNumTasks();
        }
        try {
            return engine.parallelism(vertexName, inDelivery.getAsBoolean());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the number of tasks of " + vertexName, e);
        }
    }

    @Override
    public void registerForVertexStateUpdates(String vertexName, Set<VertexState> states) {
        engine.subscribe(vertexName, states);
    }

    @Override
    public void addCounters(TezCounters counters) {
        engine.addCounters(counters);
    }
}
