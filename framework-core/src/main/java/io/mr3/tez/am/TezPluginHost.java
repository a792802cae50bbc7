package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexManagerContext;
import io.mr3.am.dag.VertexPlan;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.tez.TaskEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;

/** The plug-ins of one Tez DAG. */
final class TezPluginHost implements PluginHost {
    private final DagPlan dag;
    private final Map<String, HostedVertex> vertices;
    private final DagUser user;
    private final DagConf conf;
    private final RegisterDag registration;
    private final TaskEnvironment environment;

    /**
     * Hosts a DAG.
     *
     * @param vertices by name, the same as in {@code dag}
     */
    TezPluginHost(
            DagPlan dag,
            Map<String, HostedVertex> vertices,
            DagUser user,
            DagConf conf,
            RegisterDag registration,
            TaskEnvironment environment) {
        this.dag = dag;
        this.vertices = vertices;
        this.user = user;
        this.conf = conf;
        this.registration = registration;
        this.environment = environment;
    }

    @Override
    public VertexManager createVertexManager(VertexPlan vertex, VertexManagerContext context) {
        HostedVertex hosted = vertices.get(vertex.name());
        hosted.context(context);
        VertexManagerPluginDescriptor descriptor;
        try {
            descriptor = DefaultManagers.of(hosted);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "vertex " + vertex.name() + ": cannot pack its vertex manager's settings", e);
        }
        return new HostedManager(
                dag.name(), hosted, index -> dag.vertices().get(index).name(), user, descriptor);
    }

    @Override
    public InputInitializer createInitializer(VertexPlan vertex, String input, InitializerContext context) {
        HostedVertex hosted = vertices.get(vertex.name());
        return new HostedInitializer(
                "initializer_" + vertex.id() + "_" + input,
                hosted,
                input,
                user,
                environment,
                initializer -> new TezInitializerContext(
                        vertex.id(),
                        dag.name(),
                        hosted,
                        hosted.rootInput(input),
                        context,
                        initializer::inDelivery,
                        name -> hosted.context().parallelism(name)));
    }

    @Override
    public OutputCommitter createCommitter(VertexPlan vertex, String sink) {
        return new HostedCommitter(
                vertex.id(),
                dag.name(),
                vertex.name(),
                vertices.get(vertex.name()).sink(sink),
                user);
    }

    @Override
    public RegisterDag registration() {
        return registration;
    }

    @Override
    public ByteString template(VertexPlan vertex) {
        HostedVertex hosted = vertices.get(vertex.name());
        return Templates.of(dag.name(), hosted, conf.overlay(hosted.plan())).toByteString();
    }

    @Override
    public int rootPhysicalInputs(VertexPlan vertex, String input, int task) {
        return vertices.get(vertex.name()).rootInput(input).physicalInputs(task);
    }

    @Override
    public void close() {
        environment.dagEnded(dag.id().toString(), conf.ofDag());
        try {
            user.close();
        } catch (IOException e) {
            throw new UncheckedIOException(dag.id() + ": cannot close the file systems of its user", e);
        }
    }
}
