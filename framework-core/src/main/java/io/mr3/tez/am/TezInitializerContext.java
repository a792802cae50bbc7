package io.mr3.tez.am;

import io.mr3.am.dag.PluginHost;
import io.mr3.common.VertexId;
import io.mr3.tez.TezCounterCodec;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.runtime.api.InputInitializerContext;

/** What Tez lets an input initialiser ask, answered by the engine. From the initialiser's threads. */
final class TezInitializerContext implements InputInitializerContext {
    private final VertexId id;
    private final String dagName;
    private final HostedVertex vertex;
    private final HostedVertex.RootInput input;
    private final PluginHost.InitializerContext engine;
    private final BooleanSupplier onMailbox;
    private final ToIntFunction<String> parallelismNow;

    /**
     * A context.
     *
     * @param onMailbox whether the calling thread is the DAG's mailbox, which must not wait for itself
     * @param parallelismNow tasks of a vertex, for callers on the mailbox
     */
    TezInitializerContext(
            VertexId id,
            String dagName,
            HostedVertex vertex,
            HostedVertex.RootInput input,
            PluginHost.InitializerContext engine,
            BooleanSupplier onMailbox,
            ToIntFunction<String> parallelismNow) {
        this.id = id;
        this.dagName = dagName;
        this.vertex = vertex;
        this.input = input;
        this.engine = engine;
        this.onMailbox = onMailbox;
        this.parallelismNow = parallelismNow;
    }

    @Override
    public ApplicationId getApplicationId() {
        return TezIds.application(id.dag().app());
    }

    @Override
    public String getDAGName() {
        return dagName;
    }

    @Override
    public Configuration getVertexConfiguration() {
        return vertex.conf();
    }

    @Override
    public String getInputName() {
        return input.plan().getName();
    }

    @Override
    public UserPayload getInputUserPayload() {
        return input.descriptor().getUserPayload();
    }

    @Override
    public UserPayload getUserPayload() {
        return DagTypeConverters.convertInputInitializerDescriptorFromDAGPlan(
                        input.plan().getControllerDescriptor())
                .getUserPayload();
    }

    /** As planned; -1 if this or another initialiser is to decide it. */
    @Override
    public int getNumTasks() {
        return vertex.plan().getTaskConfig().getNumTasks();
    }

    @Override
    public Resource getVertexTaskResource() {
        return vertex.taskResource();
    }

    @Override
    public int getVertexId() {
        return id.index();
    }

    @Override
    public Resource getTotalAvailableResource() {
        return Capacities.total(engine.capacity());
    }

    @Override
    public int getNumClusterNodes() {
        return engine.capacity().nodes();
    }

    /** The application master is not restarted under one client's application. */
    @Override
    public int getDAGAttemptNumber() {
        return 1;
    }

    /** The final number of tasks; waits for it, but for the initialiser's own vertex. */
    @Override
    public int getVertexNumTasks(String vertexName) {
        if (vertexName.equals(vertex.name())) {
            return getNumTasks();
        }
        if (onMailbox.getAsBoolean()) {
            return parallelismNow.applyAsInt(vertexName);
        }
        try {
            return engine.parallelism(vertexName);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the number of tasks of " + vertexName, e);
        }
    }

    @Override
    public void registerForVertexStateUpdates(String vertexName, Set<VertexState> states) {
        engine.subscribe(vertexName, VertexStates.kinds(states));
    }

    @Override
    public void addCounters(TezCounters counters) {
        engine.addCounters(TezCounterCodec.toCounters(counters));
    }
}
