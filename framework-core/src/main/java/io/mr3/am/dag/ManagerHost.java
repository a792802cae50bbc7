package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.VertexManager;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InputData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hosts the manager of one vertex. Notices to it are steps of the agenda, so that none runs inside another; what it asks for
 * is noted during a notice and done when that returns. A manager that throws fails its vertex and hears nothing more.
 */
final class ManagerHost implements VertexManagerContext, VertexSubscriptions.Listener {
    private final Vertex vertex;
    private final DagPorts ports;
    private final List<Runnable> notes = new ArrayList<>();
    /** Done behind the other notes: a manager may give data to tasks that it makes later in the same notice. */
    private final List<Runnable> data = new ArrayList<>();

    private VertexManager manager;
    private boolean initialized;
    private boolean failed;
    private boolean reconfigurationPending;
    /** What the running notice has set; -1 if nothing. */
    private int notedParallelism = -1;

    ManagerHost(Vertex vertex, DagPorts ports) {
        this.vertex = vertex;
        this.ports = ports;
    }

    /** Creates and initialises the manager; any notice comes after that. */
    void start() {
        notice("initialize", () -> {
            manager = ports.plugins().createVertexManager(vertex.plan(), this);
            manager.initialize();
            initialized = true;
        });
    }

    boolean isInitialized() {
        return initialized;
    }

    boolean isReconfigurationPending() {
        return reconfigurationPending;
    }

    void endReconfiguration() {
        reconfigurationPending = false;
    }

    /** Queues a notice. */
    void tell(String what, Consumer<VertexManager> notice) {
        notice(what, () -> notice.accept(manager));
    }

    /** Queues a notice and what follows when its notes are done. */
    void tell(String what, Consumer<VertexManager> notice, Runnable then) {
        notice(what, () -> {
            notice.accept(manager);
            notes.add(then);
        });
    }

    private void notice(String what, Runnable callback) {
        ports.agenda().next(() -> {
            if (failed || vertex.state().isGivenUp()) {
                return;
            }
            try {
                callback.run();
                notes.forEach(Runnable::run);
                data.forEach(vertex.tasks()::whenMade);
            } catch (RuntimeException | Error e) {
                stopped(e, what);
            } finally {
                notes.clear();
                data.clear();
                notedParallelism = -1;
            }
            vertex.advance();
        });
    }

    private void stopped(Throwable cause, String what) {
        failed = true;
        vertex.fail(StackTraces.of(cause), "its vertex manager failed in " + what);
    }

    @Override
    public void vertexStateChanged(String source, VertexEventKind state) {
        tell("vertexStateChanged", m -> m.vertexStateChanged(source, state));
    }

    @Override
    public int parallelism(String name) {
        return name.equals(vertex.name()) && notedParallelism >= 0
                ? notedParallelism
                : vertex.sibling(name).parallelism();
    }

    @Override
    public void reconfigurationPlanned() {
        reconfigurationPending = true;
    }

    @Override
    public void reconfigurationDone() {
        notes.add(this::endReconfiguration);
    }

    @Override
    public void reconfigure(int parallelism, List<LocationHint> hints, Map<String, EdgeRouting> routings) {
        notedParallelism = parallelism;
        notes.add(() -> vertex.reconfigure(parallelism, hints, routings));
    }

    @Override
    public void setLocationHints(List<LocationHint> hints) {
        notes.add(() -> vertex.tasks().setHints(hints));
    }

    @Override
    public void addInputData(List<Integer> targetTasks, List<InputData> pieces) {
        List<Integer> targets = List.copyOf(targetTasks);
        List<InputData> given = List.copyOf(pieces);
        data.add(() -> vertex.tasks().giveInputData(targets, given));
    }

    @Override
    public void sendToProcessor(int task, ByteString payload) {
        data.add(() -> vertex.tasks().giveProcessorEvent(task, payload));
    }

    @Override
    public void schedule(List<Integer> tasks, List<LocationHint> hints) {
        List<Integer> indices = List.copyOf(tasks);
        notes.add(() -> vertex.release().schedule(indices, hints));
    }

    @Override
    public void subscribe(String name, Set<VertexEventKind> states) {
        String known = vertex.sibling(name).name();
        notes.add(() -> ports.subscriptions().subscribe(this, known, states));
    }

    @Override
    public GroupCapacity capacity() {
        return ports.slots().capacity(vertex.plan().id());
    }

    @Override
    public void fail(Throwable cause) {
        notes.add(() -> stopped(cause, "a callback"));
    }
}
