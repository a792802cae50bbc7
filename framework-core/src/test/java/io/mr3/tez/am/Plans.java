package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagIntake.InvalidDagException;
import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.tez.TaskEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.Edge;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.OutputDescriptor;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanKeyValuePair;

/** Makes plans with Tez's own API and reads them. */
final class Plans {
    static final DagId ID = new DagId(new AppId(1_600_000_000_000L, 7), 3);

    private Plans() {}

    static Vertex vertex(String name, int tasks) {
        return Vertex.create(name, ProcessorDescriptor.create("Processor"), tasks, Resource.newInstance(1024, 1));
    }

    static EdgeProperty property(DataMovementType kind) {
        return EdgeProperty.create(
                kind,
                EdgeProperty.DataSourceType.PERSISTED,
                EdgeProperty.SchedulingType.SEQUENTIAL,
                OutputDescriptor.create("Output"),
                InputDescriptor.create("Input"));
    }

    static Edge edge(Vertex source, Vertex destination, DataMovementType kind) {
        return Edge.create(source, destination, property(kind));
    }

    static DAGPlan plan(DAG dag) {
        return dag.createDag(new Configuration(false), new Credentials(), Map.of(), null, false);
    }

    static DagIntake.Intake read(DAG dag) throws InvalidDagException {
        return read(plan(dag));
    }

    static DagIntake.Intake read(DAGPlan plan) throws InvalidDagException {
        return read(plan, Map.of());
    }

    static DagIntake.Intake read(DAGPlan plan, Map<String, String> sessionConf) throws InvalidDagException {
        TezDagIntake intake = intake(new TaskEnvironment() {});
        ConfigurationProto.Builder conf = ConfigurationProto.newBuilder();
        sessionConf.forEach((key, value) ->
                conf.addConfKeyValues(PlanKeyValuePair.newBuilder().setKey(key).setValue(value)));
        Credentials credentials = new Credentials();
        credentials.addSecretKey(new org.apache.hadoop.io.Text("session"), new byte[] {1});
        ByteString tokens = DagTypeConverters.convertCredentialsToProto(credentials);
        return intake.read(
                ID,
                new DagIntake.Session("alice", conf.build().toByteString(), tokens, List.of()),
                plan.toByteString());
    }

    /** An intake of plans without files of their own. */
    static TezDagIntake intake(TaskEnvironment environment) {
        try {
            return new TezDagIntake(
                    new Configuration(false),
                    Plans.class.getClassLoader(),
                    environment,
                    "",
                    Path.of("target/no-session-files"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AttemptId attempt(int vertex, int task) {
        return new AttemptId(new TaskId(new VertexId(ID, vertex), task), 0);
    }
}
