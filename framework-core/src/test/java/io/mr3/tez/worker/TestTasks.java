package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.Routings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutEdge;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.tez.proto.NamedDescriptor;
import io.mr3.tez.proto.VertexTemplate;
import io.mr3.worker.WorkerSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.tez.common.security.JobTokenIdentifier;
import org.apache.tez.common.security.JobTokenSecretManager;
import org.apache.tez.common.security.TokenCache;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.EntityDescriptor;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.runtime.library.conf.OrderedPartitionedKVEdgeConfig;
import org.apache.tez.runtime.library.conf.UnorderedKVEdgeConfig;
import org.apache.tez.runtime.library.partitioner.HashPartitioner;

/** Orders for workers that run real Tez tasks: a DAG of a producer (vertex 0) and a consumer (vertex 1). */
final class TestTasks {
    static final DagId DAG = new DagId(new AppId(1_700_000_000_000L, 1), 1);
    static final int EDGE = 0;

    private TestTasks() {}

    static AttemptId attempt(int vertex, int task, int number) {
        return new AttemptId(new TaskId(new VertexId(DAG, vertex), task), number);
    }

    static WorkerSettings settings(Path localDir) {
        return settings(localDir, new WorkerId(1), new InetSocketAddress("127.0.0.1", 1), Secret.generate());
    }

    static WorkerSettings settings(Path localDir, WorkerId worker, InetSocketAddress master, Secret secret) {
        return settings(List.of(localDir), Duration.ofMinutes(1), worker, master, secret);
    }

    static WorkerSettings settings(
            List<Path> localDirs, Duration diskChecks, WorkerId worker, InetSocketAddress master, Secret secret) {
        return new WorkerSettings(
                worker,
                master,
                secret,
                "localhost",
                localDirs,
                4,
                512L << 20,
                0,
                "worker.log",
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                diskChecks,
                Duration.ofSeconds(20));
    }

    static Order.Builder registerDag() {
        try {
            Credentials credentials = new Credentials();
            Token<JobTokenIdentifier> token =
                    new Token<>(new JobTokenIdentifier(new Text(DAG.app().toString())), new JobTokenSecretManager());
            TokenCache.setSessionToken(token, credentials);
            return Order.newBuilder()
                    .setRegisterDag(RegisterDag.newBuilder()
                            .setDagId(DAG.toString())
                            .setDagName("test")
                            .setUser("tester")
                            .setCredentials(DagTypeConverters.convertCredentialsToProto(credentials)));
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
    }

    static EdgeProperty ordered() {
        return OrderedPartitionedKVEdgeConfig.newBuilder(
                        Text.class.getName(), IntWritable.class.getName(), HashPartitioner.class.getName())
                .build()
                .createDefaultEdgeProperty();
    }

    static EdgeProperty broadcast() {
        return UnorderedKVEdgeConfig.newBuilder(Text.class.getName(), IntWritable.class.getName())
                .build()
                .createDefaultBroadcastEdgeProperty();
    }

    /** A vertex with a processor alone. */
    static Order.Builder lone(Class<?> processor, String payload) {
        return vertex(
                0,
                "lone",
                RegisterVertex.newBuilder()
                        .setTemplate(
                                template("lone", processor, payload).build().toByteString()));
    }

    static Order.Builder producer(Class<?> processor, EdgeProperty edge) {
        VertexTemplate.Builder template =
                template("producer", processor, "").addOutputs(named("consumer", edge.getEdgeSource()));
        return vertex(
                0,
                "producer",
                RegisterVertex.newBuilder()
                        .setTemplate(template.build().toByteString())
                        .addOutEdges(OutEdge.newBuilder().setEdge(EDGE).setDestinationVertex("consumer")));
    }

    static Order.Builder consumer(Class<?> processor, EdgeProperty edge, EdgeRouting routing, int sourceTasks) {
        VertexTemplate.Builder template =
                template("consumer", processor, "").addInputs(named("producer", edge.getEdgeDestination()));
        return vertex(
                1,
                "consumer",
                RegisterVertex.newBuilder()
                        .setTemplate(template.build().toByteString())
                        .addInEdges(InEdge.newBuilder()
                                .setEdge(EDGE)
                                .setSourceVertex("producer")
                                .setSourceTasks(sourceTasks)
                                .setRouting(Routings.toProto(routing))));
    }

    static Launch.Builder launch(AttemptId attempt, int parallelism) {
        return Launch.newBuilder()
                .setAttemptId(attempt.toString())
                .setParallelism(parallelism)
                .setMemoryMb(128);
    }

    private static Order.Builder vertex(int index, String name, RegisterVertex.Builder vertex) {
        return Order.newBuilder()
                .setRegisterVertex(
                        vertex.setVertexId(new VertexId(DAG, index).toString()).setName(name));
    }

    private static VertexTemplate.Builder template(String name, Class<?> processor, String payload) {
        ProcessorDescriptor descriptor = ProcessorDescriptor.create(processor.getName())
                .setUserPayload(
                        UserPayload.create(ByteString.copyFromUtf8(payload).asReadOnlyByteBuffer()));
        return VertexTemplate.newBuilder()
                .setDagName("test")
                .setVertexName(name)
                .setProcessor(entity(descriptor));
    }

    private static NamedDescriptor.Builder named(String name, EntityDescriptor<?> descriptor) {
        return NamedDescriptor.newBuilder().setName(name).setEntity(entity(descriptor));
    }

    private static ByteString entity(EntityDescriptor<?> descriptor) {
        return DagTypeConverters.convertToDAGPlan(descriptor).toByteString();
    }
}
