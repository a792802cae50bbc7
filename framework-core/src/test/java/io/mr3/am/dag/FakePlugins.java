package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.rpc.proto.RegisterDag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Plug-ins for tests: immediate start unless a test brings its own manager. */
public final class FakePlugins implements PluginHost {
    /** Makes a vertex manager. */
    public interface ManagerMaker {
        VertexManager make(VertexPlan vertex, VertexManagerContext context);
    }

    /** Makes an input initialiser. */
    public interface InitializerMaker {
        InputInitializer make(InitializerContext context);
    }

    private final DagPlan plan;
    private final Map<String, ManagerMaker> managers = new HashMap<>();
    private final Map<String, InitializerMaker> initializers = new HashMap<>();
    /** What committers did, in order: "setup out", "commit out", "abort out killed". */
    public final List<String> committed = new ArrayList<>();
    /** Fails the named step of committers. */
    public String failingStep = "";

    public int closed;
    /** Vertices whose tasks write other rows each time. */
    public final Set<String> differing = new HashSet<>();
    /** The side of plug-ins that runs in a worker; null for none. */
    RemotePlugins remote;

    public FakePlugins(DagPlan plan) {
        this.plan = plan;
    }

    public FakePlugins manager(String vertex, ManagerMaker maker) {
        managers.put(vertex, maker);
        return this;
    }

    public FakePlugins initializer(String vertex, InitializerMaker maker) {
        initializers.put(vertex, maker);
        return this;
    }

    public ImmediateStart immediate(VertexPlan vertex, VertexManagerContext context) {
        Function<Integer, String> sourceOf =
                edge -> plan.vertices().get(plan.edges().get(edge).source()).name();
        return new ImmediateStart(
                vertex.name(), vertex.inEdges().stream().map(sourceOf).toList(), context);
    }

    @Override
    public VertexManager createVertexManager(VertexPlan vertex, VertexManagerContext context) {
        return managers.getOrDefault(vertex.name(), this::immediate).make(vertex, context);
    }

    @Override
    public InputInitializer createInitializer(VertexPlan vertex, String input, InitializerContext context) {
        return initializers.get(vertex.name()).make(context);
    }

    @Override
    public OutputCommitter createCommitter(VertexPlan vertex, String sink) {
        return new OutputCommitter() {
            @Override
            public void setup() throws Exception {
                step("setup " + sink);
            }

            @Override
            public void commit() throws Exception {
                step("commit " + sink);
            }

            @Override
            public void abort(boolean killed) throws Exception {
                step("abort " + sink + (killed ? " killed" : " failed"));
            }
        };
    }

    private void step(String step) throws Exception {
        committed.add(step);
        if (step.equals(failingStep)) {
            throw new Exception("planned failure of " + step);
        }
    }

    @Override
    public RegisterDag registration() {
        return RegisterDag.newBuilder().setDagId(plan.id().toString()).build();
    }

    @Override
    public ByteString template(VertexPlan vertex) {
        return ByteString.copyFromUtf8("template of " + vertex.name());
    }

    @Override
    public int rootPhysicalInputs(VertexPlan vertex, String input, int task) {
        return 1;
    }

    @Override
    public boolean outputsMayDiffer(VertexPlan vertex) {
        return differing.contains(vertex.name());
    }

    @Override
    public Optional<RemotePlugins> remote() {
        return Optional.ofNullable(remote);
    }

    @Override
    public void close() {
        closed++;
    }

    /** Finds out at once that there is nothing to find out, and takes no notice of anything. */
    public static class NothingToFind implements InputInitializer {
        @Override
        public InitializedInput initialize() {
            return new InitializedInput() {};
        }

        @Override
        public void eventReceived(String sourceVertex, ByteString payload) {}

        @Override
        public void vertexStateChanged(String vertex, VertexEventKind state) {}

        @Override
        public void cancel() {}
    }
}
