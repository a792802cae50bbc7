package io.mr3.testkit;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.InitializerEvent;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.rpc.proto.VertexManagerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A running attempt of a worker in a test: what it was given, what it has read, and how it ends. */
public abstract class ScriptedAttempt {
    /** One physical input: which output of which source attempt it is. */
    public record Read(int sourceTask, int version, int partition) {}

    private final AttemptId id;
    private final RegisterVertex vertex;
    private final Launch launch;
    private final List<TaskEvent> events = new ArrayList<>();
    private final Map<Integer, Map<Integer, Read>> inputs = new TreeMap<>();
    private final List<RoutedEvent> given = new ArrayList<>();
    private final List<OutputEvent> heard = new ArrayList<>();
    private AttemptStatus status = AttemptStatus.getDefaultInstance();
    private boolean ended;

    protected ScriptedAttempt(AttemptId id, RegisterVertex vertex, Launch launch) {
        this.id = id;
        this.vertex = vertex;
        this.launch = launch;
        vertex.getInEdgesList().forEach(edge -> inputs.put(edge.getEdge(), new TreeMap<>()));
        given.addAll(launch.getEventsList());
    }

    /** Brings a report to the worker; the last one has an end. */
    protected abstract void send(AttemptReport report);

    public AttemptId id() {
        return id;
    }

    public String vertex() {
        return vertex.getName();
    }

    public int task() {
        return id.task().index();
    }

    public Launch launch() {
        return launch;
    }

    public RegisterVertex description() {
        return vertex;
    }

    public boolean isEnded() {
        return ended;
    }

    /** Root input data and processor events so far. */
    public List<RoutedEvent> given() {
        return given;
    }

    /** Edge → index of the physical input → what it is; only what stands. */
    public Map<Integer, Map<Integer, Read>> inputs() {
        return inputs;
    }

    /** All that it was told of its sources' outputs, in order, failures included. */
    public List<OutputEvent> heard() {
        return heard;
    }

    protected final void give(RoutedEvent event) {
        given.add(event);
    }

    protected final void receive(RoutedOutput routed) {
        OutputEvent output = routed.getOutput();
        heard.add(output);
        Map<Integer, Read> edge = inputs.get(output.getEdge());
        for (int i = 0; i < routed.getCount(); i++) {
            int target = routed.getTargetIndex() + i;
            if (output.getKind() == OutputKind.FAILED_OUTPUT) {
                Read read = edge.get(target);
                if (read != null && read.version() == output.getVersion()) {
                    edge.remove(target);
                }
                continue;
            }
            if (target >= physicalInputs(output.getEdge())) {
                throw new AssertionError(id + " has no input " + target + " of edge " + output.getEdge());
            }
            Read read = new Read(output.getSourceTask(), output.getVersion(), routed.getSourceIndex() + i);
            Read before = edge.put(target, read);
            if (before != null) {
                throw new AssertionError(id + " has " + before + " which was not withdrawn before " + read + " came");
            }
        }
    }

    protected final int physicalInputs(int edge) {
        int rootInputs = launch.getPhysicalInputsCount() - vertex.getInEdgesCount();
        for (int i = 0; i < vertex.getInEdgesCount(); i++) {
            if (vertex.getInEdges(i).getEdge() == edge) {
                return launch.getPhysicalInputs(rootInputs + i);
            }
        }
        throw new AssertionError(id + " has no in-edge " + edge);
    }

    /** Whether all physical inputs are there. */
    public boolean isComplete() {
        return vertex.getInEdgesList().stream()
                .map(InEdge::getEdge)
                .allMatch(edge -> inputs.get(edge).size() == physicalInputs(edge));
    }

    /** Adds an event to the next report. */
    public ScriptedAttempt say(TaskEvent event) {
        events.add(event);
        return this;
    }

    public ScriptedAttempt tellManager(String target, String payload) {
        return say(TaskEvent.newBuilder()
                .setVertexManager(VertexManagerEvent.newBuilder()
                        .setTargetVertex(target)
                        .setPayload(ByteString.copyFromUtf8(payload)))
                .build());
    }

    public ScriptedAttempt tellInitializer(String target, String input, String payload) {
        return say(TaskEvent.newBuilder()
                .setInitializer(InitializerEvent.newBuilder()
                        .setTargetVertex(target)
                        .setTargetInput(input)
                        .setPayload(ByteString.copyFromUtf8(payload)))
                .build());
    }

    public ScriptedAttempt complain(ReadError.Builder error) {
        return say(TaskEvent.newBuilder().setReadError(error).build());
    }

    /** Complains that physical input {@code index} of {@code edge} can't be read. */
    public ScriptedAttempt complain(int edge, int index) {
        Read read = inputs.get(edge).get(index);
        return complain(ReadError.newBuilder()
                .setEdge(edge)
                .setInputIndex(index)
                .setVersion(read.version())
                .setDiagnostics("planned read error"));
    }

    public ScriptedAttempt setStatus(AttemptStatus newStatus) {
        status = newStatus;
        return this;
    }

    /** Announces all its outputs. */
    public ScriptedAttempt output() {
        int sinks = launch.getPhysicalOutputsCount() - vertex.getOutEdgesCount();
        for (int i = 0; i < vertex.getOutEdgesCount(); i++) {
            int count = launch.getPhysicalOutputs(sinks + i);
            if (count > 0) {
                say(TaskEvent.newBuilder()
                        .setOutput(OutputEvent.newBuilder()
                                .setEdge(vertex.getOutEdges(i).getEdge())
                                .setKind(count == 1 ? OutputKind.DATA : OutputKind.COMPOSITE)
                                .setIndex(0)
                                .setCount(count))
                        .build());
            }
        }
        return this;
    }

    /** Reports what it has said so far. */
    public void report() {
        say((AttemptEnd) null);
    }

    public void succeed() {
        output();
        end(AttemptEnd.Outcome.SUCCEEDED, "");
    }

    /** Ends at once. */
    public void end(AttemptEnd.Outcome outcome, String diagnostics) {
        end(AttemptEnd.newBuilder().setOutcome(outcome).setDiagnostics(diagnostics));
    }

    /** Fails at once, and says that its worker ends too. */
    public void endWithWorker(String diagnostics) {
        end(AttemptEnd.newBuilder()
                .setOutcome(AttemptEnd.Outcome.FAILED)
                .setDiagnostics(diagnostics)
                .setEndsWorker(true));
    }

    private void end(AttemptEnd.Builder end) {
        if (ended) {
            return;
        }
        ended = true;
        say(end.build());
    }

    public void fail(String diagnostics) {
        end(AttemptEnd.Outcome.FAILED, diagnostics);
    }

    private void say(AttemptEnd end) {
        AttemptReport.Builder report = AttemptReport.newBuilder()
                .setAttemptId(id.toString())
                .addAllEvents(events)
                .setStatus(status);
        if (end != null) {
            report.setEnd(end);
        }
        events.clear();
        send(report.build());
    }

    @Override
    public String toString() {
        return vertex.getName() + "/" + task() + "#" + id.number();
    }
}
