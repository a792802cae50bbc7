package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.common.AttemptId;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.PluginException;
import io.mr3.tez.plugin.TezIds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.tez.dag.api.VertexManagerPlugin;
import org.apache.tez.dag.api.VertexManagerPluginContext;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.runtime.api.TaskAttemptIdentifier;
import org.apache.tez.runtime.api.events.VertexManagerEvent;

/** A user's vertex manager. Once it has thrown, it hears of nothing more. On the DAG's mailbox. */
final class HostedManager implements PluginHost.VertexManager {
    private final String dagName;
    private final HostedVertex vertex;
    private final IntFunction<String> vertexNames;
    private final DagUser user;
    private final String className;
    private final VertexManagerPlugin plugin;
    private boolean failed;

    HostedManager(
            String dagName,
            HostedVertex vertex,
            IntFunction<String> vertexNames,
            DagUser user,
            VertexManagerPluginDescriptor descriptor) {
        this.dagName = dagName;
        this.vertex = vertex;
        this.vertexNames = vertexNames;
        this.user = user;
        this.className = descriptor.getClassName();
        VertexManagerPluginContext context = new ManagerContext(vertex, vertex.context(), descriptor.getUserPayload());
        this.plugin = user.plugin(
                describe("creation"),
                () -> user.create(className, VertexManagerPlugin.class, VertexManagerPluginContext.class, context));
    }

    @Override
    public void initialize() {
        call("initialize", () -> {
            vertex.inEdges().values().forEach(HostedEdge::initialize);
            plugin.initialize();
        });
    }

    @Override
    public void vertexStarted(List<AttemptId> completed) {
        List<TaskAttemptIdentifier> attempts = new ArrayList<>(completed.size());
        completed.forEach(attempt -> attempts.add(identifier(attempt)));
        call("onVertexStarted", () -> plugin.onVertexStarted(attempts));
    }

    @Override
    public void sourceTaskCompleted(AttemptId attempt) {
        call("onSourceTaskCompleted", () -> plugin.onSourceTaskCompleted(identifier(attempt)));
    }

    @Override
    public void eventReceived(ByteString payload, AttemptId producer) {
        VertexManagerEvent event = VertexManagerEvent.create(vertex.name(), payload.asReadOnlyByteBuffer());
        event.setProducerAttemptIdentifier(identifier(producer));
        call("onVertexManagerEventReceived", () -> plugin.onVertexManagerEventReceived(event));
    }

    @Override
    public void inputInitialized(String input, PluginHost.InitializedInput result) {
        HostedInitializer.Events events = (HostedInitializer.Events) result;
        call(
                "onRootVertexInitialized",
                () -> plugin.onRootVertexInitialized(
                        input, vertex.rootInput(input).descriptor(), events.list()));
    }

    @Override
    public void vertexStateChanged(String changed, VertexEventKind state) {
        call("onVertexStateUpdated", () -> plugin.onVertexStateUpdated(VertexStates.update(changed, state)));
    }

    private void call(String callback, Callback body) {
        if (failed) {
            return;
        }
        try {
            user.plugin(describe(callback), () -> {
                body.run();
                return null;
            });
        } catch (PluginException e) {
            failed = true;
            throw e;
        }
    }

    private String describe(String callback) {
        return "vertex manager " + className + " of vertex " + vertex.name() + ": " + callback;
    }

    private TaskAttemptIdentifier identifier(AttemptId attempt) {
        return TezIds.attempt(dagName, vertexNames.apply(attempt.vertex().index()), attempt);
    }

    /** One call of the plug-in. */
    @FunctionalInterface
    private interface Callback {
        void run() throws Exception;
    }
}
