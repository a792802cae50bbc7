package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.InitializedInput;
import io.mr3.am.dag.PluginHost.VertexManager;
import io.mr3.common.AttemptId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Schedules all tasks as soon as the vertex has started and its sources are configured. */
public class ImmediateStart implements VertexManager {
    private final String vertex;
    private final VertexManagerContext context;
    private final Set<String> unconfigured;
    private boolean started;
    private boolean scheduled;

    /**
     * @param vertex name of the vertex to manage
     * @param sources names of its source vertices
     */
    public ImmediateStart(String vertex, Collection<String> sources, VertexManagerContext context) {
        this.vertex = vertex;
        this.context = context;
        unconfigured = new HashSet<>(sources);
    }

    @Override
    public void initialize() {
        List.copyOf(unconfigured).forEach(source -> context.subscribe(source, Set.of(VertexEventKind.CONFIGURED)));
    }

    @Override
    public void vertexStarted(List<AttemptId> completed) {
        started = true;
        scheduleOnce();
    }

    @Override
    public void vertexStateChanged(String source, VertexEventKind state) {
        unconfigured.remove(source);
        scheduleOnce();
    }

    @Override
    public void sourceTaskCompleted(AttemptId attempt) {}

    @Override
    public void eventReceived(ByteString payload, AttemptId producer) {}

    @Override
    public void inputInitialized(String input, InitializedInput result) {}

    private void scheduleOnce() {
        if (started && !scheduled && unconfigured.isEmpty()) {
            scheduled = true;
            context.schedule(
                    IntStream.range(0, context.parallelism(vertex)).boxed().toList(), null);
        }
    }
}
