package io.mr3.tez.am;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.TezUtils;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.VertexManagerPlugin;
import org.apache.tez.dag.api.VertexManagerPluginContext;
import org.apache.tez.dag.api.VertexManagerPluginContext.ScheduleTaskRequest;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.event.VertexStateUpdate;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputSpecUpdate;
import org.apache.tez.runtime.api.TaskAttemptIdentifier;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputUpdatePayloadEvent;
import org.apache.tez.runtime.api.events.VertexManagerEvent;

/**
 * Manages a vertex whose root inputs have initialisers: takes the number of tasks from one of them, gives each task the
 * piece of data of its own index, and schedules the tasks at once or, with slow start, as sources complete.
 *
 * <p>Payload: a configuration with {@link #SLOW_START}, {@link #MIN_FRACTION} and {@link #MAX_FRACTION}, as for Tez's class
 * of the same name.
 */
public final class RootInputVertexManager extends VertexManagerPlugin {
    static final String PREFIX = "tez.root-input-vertex-manager.";

    /** Whether to wait for source tasks at all. */
    static final String SLOW_START = PREFIX + "enable.slow-start";
    /** Completed fraction of each source at which the first tasks are scheduled; 0.25. */
    static final String MIN_FRACTION = PREFIX + "min-src-fraction";
    /** Completed fraction at which all tasks are scheduled; 0.75 or the minimum, whichever is more. */
    static final String MAX_FRACTION = PREFIX + "max-src-fraction";

    private final Map<String, Source> sources = new HashMap<>();
    private String dataInput;
    private float minFraction;
    private float maxFraction;
    private boolean started;
    private int scheduled;

    public RootInputVertexManager(VertexManagerPluginContext context) {
        super(context);
    }

    @Override
    public void initialize() throws IOException {
        UserPayload payload = getContext().getUserPayload();
        Configuration conf = payload == null || !payload.hasPayload()
                ? new Configuration(false)
                : TezUtils.createConfFromUserPayload(payload);
        if (!conf.getBoolean(SLOW_START, false)) {
            return;
        }
        minFraction = conf.getFloat(MIN_FRACTION, 0.25f);
        maxFraction = conf.getFloat(MAX_FRACTION, Math.max(minFraction, 0.75f));
        if (!(0 <= minFraction && minFraction <= maxFraction && maxFraction <= 1)) {
            throw new IllegalArgumentException("expected 0 <= " + MIN_FRACTION + " <= " + MAX_FRACTION + " <= 1, got "
                    + minFraction + " and " + maxFraction);
        }
    }

    @Override
    public void onRootVertexInitialized(String input, InputDescriptor descriptor, List<Event> events) {
        List<InputDataInformationEvent> pieces = new ArrayList<>(events.size());
        for (Event event : events) {
            if (event instanceof InputConfigureVertexTasksEvent configuration) {
                checkOrder(pieces, input, event);
                configure(input, configuration);
            } else if (event instanceof InputUpdatePayloadEvent update) {
                checkOrder(pieces, input, event);
                descriptor.setUserPayload(UserPayload.create(update.getUserPayload()));
            } else if (event instanceof InputDataInformationEvent piece) {
                claim(input);
                piece.setTargetIndex(piece.getSourceIndex());
                pieces.add(piece);
            }
        }
        getContext().addRootInputEvents(input, pieces);
    }

    private static void checkOrder(List<InputDataInformationEvent> pieces, String input, Event event) {
        if (!pieces.isEmpty()) {
            throw new IllegalStateException("expected " + event.getClass().getSimpleName() + " of root input " + input
                    + " before its data, got it after " + pieces.size() + " pieces");
        }
    }

    private void configure(String input, InputConfigureVertexTasksEvent configuration) {
        int tasks = ownTasks();
        if (tasks != -1) {
            throw new IllegalStateException("expected vertex " + getContext().getVertexName()
                    + " with an open number of tasks, as root input " + input + " decides it, got " + tasks);
        }
        claim(input);
        InputSpecUpdate physicalInputs = configuration.getInputSpecUpdate() == null
                ? InputSpecUpdate.getDefaultSinglePhysicalInputSpecUpdate()
                : configuration.getInputSpecUpdate();
        getContext()
                .reconfigureVertex(
                        Map.of(input, physicalInputs), configuration.getLocationHint(), configuration.getNumTasks());
    }

    /** Only one input can shape the vertex; several need a vertex manager that knows how they belong together. */
    private void claim(String input) {
        if (dataInput != null && !dataInput.equals(input)) {
            throw new IllegalStateException(
                    "expected one root input of vertex " + getContext().getVertexName() + " to bring data, got "
                            + dataInput + " and " + input + "; this needs a vertex manager of its own");
        }
        dataInput = input;
    }

    @Override
    public void onVertexStarted(List<TaskAttemptIdentifier> completions) {
        for (String source : getContext().getInputVertexEdgeProperties().keySet()) {
            if (getContext().getVertexNumTasks(source) > 0) {
                sources.put(source, new Source());
                getContext().registerForVertexStateUpdates(source, EnumSet.of(VertexState.CONFIGURED));
            }
        }
        started = true;
        if (completions != null) {
            completions.forEach(this::count);
        }
        scheduleWhatMay();
    }

    @Override
    public void onVertexStateUpdated(VertexStateUpdate update) {
        Source source = sources.get(update.getVertexName());
        if (source != null) {
            source.tasks = getContext().getVertexNumTasks(update.getVertexName());
            scheduleWhatMay();
        }
    }

    @Override
    public void onSourceTaskCompleted(TaskAttemptIdentifier attempt) {
        count(attempt);
        scheduleWhatMay();
    }

    private void count(TaskAttemptIdentifier attempt) {
        Source source =
                sources.get(attempt.getTaskIdentifier().getVertexIdentifier().getName());
        if (source != null) {
            source.completed.set(attempt.getTaskIdentifier().getIdentifier());
        }
    }

    private void scheduleWhatMay() {
        if (!started || sources.values().stream().anyMatch(source -> source.tasks < 0)) {
            return;
        }
        int allowed = (int) Math.ceil(allowedFraction() * ownTasks());
        List<ScheduleTaskRequest> requests = new ArrayList<>();
        for (; scheduled < allowed; scheduled++) {
            requests.add(ScheduleTaskRequest.create(scheduled, null));
        }
        if (!requests.isEmpty()) {
            getContext().scheduleTasks(requests);
        }
    }

    /** Grows linearly from 0 at the minimum to 1 at the maximum, by the source that is furthest behind. */
    private float allowedFraction() {
        float completed = 1;
        for (Source source : sources.values()) {
            if (source.tasks > 0) {
                completed = Math.min(completed, (float) source.completed.cardinality() / source.tasks);
            }
        }
        if (maxFraction == minFraction) {
            return completed >= minFraction ? 1 : 0;
        }
        return Math.max(0, Math.min(1, (completed - minFraction) / (maxFraction - minFraction)));
    }

    private int ownTasks() {
        return getContext().getVertexNumTasks(getContext().getVertexName());
    }

    @Override
    public void onVertexManagerEventReceived(VertexManagerEvent event) {}

    /** A source vertex; its number of tasks is -1 until it is configured. */
    private static final class Source {
        private final BitSet completed = new BitSet();
        private int tasks = -1;
    }
}
