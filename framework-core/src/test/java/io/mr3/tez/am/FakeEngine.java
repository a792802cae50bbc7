package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.LocationHint;
import io.mr3.am.dag.VertexEventKind;
import io.mr3.am.dag.VertexManagerContext;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.Resources;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InputData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Takes note of what a vertex manager asks for; numbers of tasks change at once. */
final class FakeEngine implements VertexManagerContext {
    final String vertex;
    final Map<String, Integer> parallelism = new HashMap<>();
    final Map<String, EdgeRouting> routings = new HashMap<>();
    final Map<Integer, List<InputData>> inputData = new TreeMap<>();
    final Map<Integer, ByteString> processorEvents = new TreeMap<>();
    final List<Integer> scheduled = new ArrayList<>();
    final Map<String, Set<VertexEventKind>> subscriptions = new HashMap<>();
    List<LocationHint> hints;
    boolean planned;
    boolean done;

    FakeEngine(String vertex) {
        this.vertex = vertex;
    }

    FakeEngine tasks(String name, int count) {
        parallelism.put(name, count);
        return this;
    }

    @Override
    public int parallelism(String name) {
        return parallelism.get(name);
    }

    @Override
    public void reconfigurationPlanned() {
        planned = true;
    }

    @Override
    public void reconfigurationDone() {
        done = true;
    }

    @Override
    public void reconfigure(int tasks, List<LocationHint> newHints, Map<String, EdgeRouting> newRoutings) {
        parallelism.put(vertex, tasks);
        hints = newHints;
        routings.putAll(newRoutings);
    }

    @Override
    public void setLocationHints(List<LocationHint> newHints) {
        hints = newHints;
    }

    @Override
    public void addInputData(List<Integer> targetTasks, List<InputData> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            inputData
                    .computeIfAbsent(targetTasks.get(i), t -> new ArrayList<>())
                    .add(pieces.get(i));
        }
    }

    @Override
    public void sendToProcessor(int task, ByteString payload) {
        processorEvents.put(task, payload);
    }

    @Override
    public void schedule(List<Integer> tasks, List<LocationHint> newHints) {
        scheduled.addAll(tasks);
    }

    @Override
    public void subscribe(String name, Set<VertexEventKind> states) {
        subscriptions.put(name, states);
    }

    @Override
    public GroupCapacity capacity() {
        return new GroupCapacity(new Resources(8192, 8), 2);
    }

    @Override
    public void fail(Throwable cause) {
        throw new AssertionError(cause);
    }
}
