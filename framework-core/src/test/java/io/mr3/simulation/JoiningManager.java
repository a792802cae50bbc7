package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.InitializedInput;
import io.mr3.am.dag.PluginHost.VertexManager;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.dag.VertexManagerContext;
import io.mr3.common.AttemptId;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.ScatterGather;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Waits until some source tasks have succeeded, then has each task of its vertex read several partitions. */
final class JoiningManager implements VertexManager {
    private final String vertex;
    private final List<String> sources;
    private final int range;
    private final int after;
    private final VertexManagerContext context;
    private final Set<Object> completed = new HashSet<>();
    private final Set<String> succeeded = new HashSet<>();
    private boolean done;

    /**
     * @param range partitions per task
     * @param after source tasks that must have succeeded before
     */
    JoiningManager(String vertex, List<String> sources, int range, int after, VertexManagerContext context) {
        this.vertex = vertex;
        this.sources = sources;
        this.range = range;
        this.after = after;
        this.context = context;
    }

    static int tasks(int partitions, int range) {
        return (partitions + range - 1) / range;
    }

    @Override
    public void initialize() {
        context.reconfigurationPlanned();
        sources.forEach(source -> context.subscribe(source, Set.of(VertexEventKind.SUCCEEDED)));
    }

    @Override
    public void vertexStarted(List<AttemptId> already) {
        already.forEach(attempt -> completed.add(attempt.task()));
        decide();
    }

    @Override
    public void sourceTaskCompleted(AttemptId attempt) {
        completed.add(attempt.task());
        decide();
    }

    @Override
    public void vertexStateChanged(String source, VertexEventKind state) {
        succeeded.add(source);
        decide();
    }

    private void decide() {
        if (done || completed.size() < after && succeeded.size() < sources.size()) {
            return;
        }
        done = true;
        int partitions = context.parallelism(vertex);
        int tasks = tasks(partitions, range);
        if (partitions > 0) {
            Map<String, EdgeRouting> routings = new HashMap<>();
            sources.forEach(source -> routings.put(source, new ScatterGather(partitions, range, tasks)));
            context.reconfigure(tasks, null, routings);
        }
        context.reconfigurationDone();
        context.schedule(IntStream.range(0, tasks).boxed().toList(), null);
    }

    @Override
    public void eventReceived(ByteString payload, AttemptId producer) {}

    @Override
    public void inputInitialized(String input, InitializedInput result) {}
}
