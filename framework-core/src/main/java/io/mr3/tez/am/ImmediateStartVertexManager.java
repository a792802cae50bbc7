package io.mr3.tez.am;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.VertexManagerPlugin;
import org.apache.tez.dag.api.VertexManagerPluginContext;
import org.apache.tez.dag.api.VertexManagerPluginContext.ScheduleTaskRequest;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.event.VertexStateUpdate;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.TaskAttemptIdentifier;
import org.apache.tez.runtime.api.events.VertexManagerEvent;

/** Schedules all tasks as soon as the vertex has started and each source that has tasks is configured. */
public final class ImmediateStartVertexManager extends VertexManagerPlugin {
    private final Set<String> awaited = new HashSet<>();
    private boolean started;

    public ImmediateStartVertexManager(VertexManagerPluginContext context) {
        super(context);
    }

    @Override
    public void initialize() {}

    @Override
    public void onVertexStarted(List<TaskAttemptIdentifier> completions) {
        for (String source : getContext().getInputVertexEdgeProperties().keySet()) {
            if (getContext().getVertexNumTasks(source) > 0) {
                awaited.add(source);
                getContext().registerForVertexStateUpdates(source, EnumSet.of(VertexState.CONFIGURED));
            }
        }
        started = true;
        scheduleIfReady();
    }

    @Override
    public void onVertexStateUpdated(VertexStateUpdate update) {
        if (awaited.remove(update.getVertexName())) {
            scheduleIfReady();
        }
    }

    private void scheduleIfReady() {
        if (!started || !awaited.isEmpty()) {
            return;
        }
        int tasks = getContext().getVertexNumTasks(getContext().getVertexName());
        List<ScheduleTaskRequest> requests = new ArrayList<>(tasks);
        for (int task = 0; task < tasks; task++) {
            requests.add(ScheduleTaskRequest.create(task, null));
        }
        if (!requests.isEmpty()) {
            getContext().scheduleTasks(requests);
        }
    }

    @Override
    public void onSourceTaskCompleted(TaskAttemptIdentifier attempt) {}

    @Override
    public void onVertexManagerEventReceived(VertexManagerEvent event) {}

    @Override
    public void onRootVertexInitialized(String input, InputDescriptor descriptor, List<Event> events) {}
}
