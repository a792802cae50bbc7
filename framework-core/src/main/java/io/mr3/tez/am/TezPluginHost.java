package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.VertexManagerContext;
import io.mr3.am.dag.VertexPlan;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.plugin.CommitterRun;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.InitializerSpec;
import io.mr3.tez.proto.RunCommitter;
import io.mr3.tez.proto.RunInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.VertexManagerPluginDescriptor;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins of one Tez DAG. */
final class TezPluginHost implements PluginHost {
    private static final Logger LOG = LoggerFactory.getLogger(TezPluginHost.class);

    private final DagPlan dag;
    private final Map<String, HostedVertex> vertices;
    private final DagUser user;
    private final DagConf conf;
    private final RegisterDag registration;
    private final TaskEnvironment environment;
    private final WorkerPlugins workerPlugins;
    private final Runnable whenClosed;

    /**
     * Hosts a DAG.
     *
     * @param vertices by name, the same as in {@code dag}
     * @param workerPlugins leads to the worker that runs initialisers and committers; null if they run here
     * @param whenClosed lets go of what was got for the DAG
     */
    TezPluginHost(
            DagPlan dag,
            Map<String, HostedVertex> vertices,
            DagUser user,
            DagConf conf,
            RegisterDag registration,
            TaskEnvironment environment,
            WorkerPlugins workerPlugins,
            Runnable whenClosed) {
        this.dag = dag;
        this.vertices = vertices;
        this.user = user;
        this.conf = conf;
        this.registration = registration;
        this.environment = environment;
        this.workerPlugins = workerPlugins;
        this.whenClosed = whenClosed;
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
        if (workerPlugins != null) {
            return new RemoteInitializer(
                    workerPlugins,
                    "initialiser of root input " + input + " of vertex " + vertex.name(),
                    () -> order(vertex, hosted, input, context.capacity()),
                    context);
        }
        return new HostedInitializer(
                spec(vertex, hosted, hosted.rootInput(input)), user, environment, context, name -> hosted.context()
                        .parallelism(name));
    }

    private InitializerSpec spec(VertexPlan vertex, HostedVertex hosted, HostedVertex.RootInput input) {
        InputInitializerDescriptor initializer = DagTypeConverters.convertInputInitializerDescriptorFromDAGPlan(
                input.plan().getControllerDescriptor());
        return new InitializerSpec(
                vertex.id(),
                dag.name(),
                vertex.name(),
                input.plan().getName(),
                initializer.getClassName(),
                initializer.getUserPayload(),
                input.descriptor().getUserPayload(),
                hosted::conf,
                hosted.plan().getTaskConfig().getNumTasks(),
                hosted.taskResource());
    }

    private RunInitializer order(VertexPlan vertex, HostedVertex hosted, String input, GroupCapacity capacity) {
        return RunInitializer.newBuilder()
                .setVertexId(vertex.id().toString())
                .setDagName(dag.name())
                .setVertexName(vertex.name())
                .setInput(hosted.rootInput(input).plan().toByteString())
                .setConf(conf.overlay(hosted.plan()).toByteString())
                .setPlannedTasks(hosted.plan().getTaskConfig().getNumTasks())
                .setTaskMemoryMb((int) hosted.taskResource().getMemorySize())
                .setTaskCores(hosted.taskResource().getVirtualCores())
                .setTotalMemoryMb(capacity.total().memoryMb())
                .setTotalCores(capacity.total().cores())
                .setNodes(capacity.nodes())
                .build();
    }

    @Override
    public OutputCommitter createCommitter(VertexPlan vertex, String sink) {
        RootInputLeafOutputProto plan = vertices.get(vertex.name()).sink(sink);
        PluginHost.OutputCommitter here =
                new HostedCommitter(new CommitterRun(vertex.id(), dag.name(), vertex.name(), plan, user));
        if (workerPlugins == null) {
            return here;
        }
        RunCommitter order = RunCommitter.newBuilder()
                .setVertexId(vertex.id().toString())
                .setDagName(dag.name())
                .setVertexName(vertex.name())
                .setSink(plan.toByteString())
                .build();
        return new InstalledCommitter(
                here,
                new RemoteCommitter(
                        workerPlugins, "committer of output " + sink + " of vertex " + vertex.name(), order));
    }

    @Override
    public boolean outputsMayDiffer(VertexPlan vertex) {
        ProcessorDescriptor processor = DagTypeConverters.convertProcessorDescriptorFromDAGPlan(
                vertices.get(vertex.name()).plan().getProcessorDescriptor());
        try {
            return user.call(() -> environment.outputsMayDiffer(
                    processor.getClassName(),
                    processor.getUserPayload(),
                    !vertex.inEdges().isEmpty()));
        } catch (Exception | LinkageError e) {
            // for instance a function of a session, whose classes the master does not load
            LOG.info(
                    "{}: taking rows of vertex {} to differ each time, as its plan can't be read",
                    dag.id(),
                    vertex.name(),
                    e);
            return true;
        }
    }

    @Override
    public Optional<RemotePlugins> remote() {
        return Optional.ofNullable(workerPlugins);
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
        whenClosed.run();
        environment.dagEnded(dag.id().toString(), conf.ofDag());
        try {
            user.close();
        } catch (IOException e) {
            throw new UncheckedIOException(dag.id() + ": cannot close the file systems of its user", e);
        }
    }
}
