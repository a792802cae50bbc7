package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.TezCounterCodec;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.InitializerEngine;
import io.mr3.tez.plugin.InitializerRun;
import io.mr3.tez.plugin.InitializerSpec;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.runtime.api.Event;

/** A user's input initialiser in the master's process. */
final class HostedInitializer implements PluginHost.InputInitializer {
    /** What an initialiser returned, for the vertex manager. */
    record Events(List<Event> list) implements PluginHost.InitializedInput {}

    private final InitializerRun run;

    /** @param parallelismNow tasks of a vertex as the DAG's mailbox, which must not wait for itself, knows them */
    HostedInitializer(
            InitializerSpec spec,
            DagUser user,
            TaskEnvironment environment,
            PluginHost.InitializerContext engine,
            ToIntFunction<String> parallelismNow) {
        this.run = new InitializerRun(spec, user, environment, new Engine(engine, parallelismNow));
    }

    @Override
    public PluginHost.InitializedInput initialize() throws InterruptedException {
        return new Events(run.initialize());
    }

    @Override
    public void eventReceived(String sourceVertex, ByteString payload) {
        run.eventReceived(sourceVertex, payload);
    }

    @Override
    public void vertexStateChanged(String vertex, VertexEventKind state) {
        run.vertexStateChanged(VertexStates.update(vertex, state));
    }

    @Override
    public void cancel() {
        run.cancel();
    }

    /** Deliveries come on the DAG's mailbox. */
    private record Engine(PluginHost.InitializerContext context, ToIntFunction<String> parallelismNow)
            implements InitializerEngine {
        @Override
        public int parallelism(String vertex, boolean inDelivery) throws InterruptedException {
            return inDelivery ? parallelismNow.applyAsInt(vertex) : context.parallelism(vertex);
        }

        @Override
        public void subscribe(String vertex, Set<VertexState> states) {
            context.subscribe(vertex, VertexStates.kinds(states));
        }

        @Override
        public void addCounters(TezCounters counters) {
            context.addCounters(TezCounterCodec.toCounters(counters));
        }

        @Override
        public Resource total() {
            return Capacities.total(context.capacity());
        }

        @Override
        public int nodes() {
            return context.capacity().nodes();
        }
    }
}
