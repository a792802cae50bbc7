package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.DagIntake.InvalidDagException;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagSettings;
import io.mr3.am.dag.EdgePlan;
import io.mr3.am.dag.LocationHint;
import io.mr3.am.dag.VertexPlan;
import io.mr3.common.Resources;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.proto.NamedDescriptor;
import io.mr3.tez.proto.VertexTemplate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.security.Credentials;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.DataSinkDescriptor;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.GroupInputEdge;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.OutputCommitterDescriptor;
import org.apache.tez.dag.api.OutputDescriptor;
import org.apache.tez.dag.api.TaskLocationHint;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.VertexGroup;
import org.apache.tez.dag.api.VertexLocationHint;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanKeyValuePair;
import org.apache.tez.dag.api.records.DAGProtos.TezEntityDescriptorProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexExecutionContextProto;
import org.apache.tez.mapreduce.input.MRInput;
import org.apache.tez.mapreduce.output.MROutput;
import org.junit.jupiter.api.Test;

class TezDagIntakeTest {
    private static DAG orderedWordCount() {
        Configuration conf = new Configuration(false);
        Vertex tokenizer = Plans.vertex("Tokenizer", -1)
                .addDataSource(
                        "Input",
                        MRInput.createConfigBuilder(conf, TextInputFormat.class, "/in")
                                .build());
        Vertex summation = Plans.vertex("Summation", 2);
        Vertex sorter = Plans.vertex("Sorter", 1)
                .addDataSink(
                        "Output",
                        MROutput.createConfigBuilder(conf, TextOutputFormat.class, "/out")
                                .build());
        return DAG.create("OrderedWordCount")
                .addVertex(tokenizer)
                .addVertex(summation)
                .addVertex(sorter)
                .addEdge(Plans.edge(tokenizer, summation, DataMovementType.SCATTER_GATHER))
                .addEdge(Plans.edge(summation, sorter, DataMovementType.SCATTER_GATHER));
    }

    private static VertexPlan vertex(DagPlan dag, String name) {
        return dag.vertices().stream()
                .filter(vertex -> vertex.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aShuffledPlanIsSplitIntoWhatTheEngineRuns() throws Exception {
        DagPlan dag = Plans.read(orderedWordCount()).plan();

        VertexPlan tokenizer = vertex(dag, "Tokenizer");
        VertexPlan summation = vertex(dag, "Summation");
        VertexPlan sorter = vertex(dag, "Sorter");
        assertEquals("OrderedWordCount", dag.name());
        assertEquals("alice", dag.user());
        assertEquals(-1, tokenizer.parallelism());
        assertEquals(List.of("Input"), tokenizer.initializedInputs());
        assertEquals(2, summation.parallelism());
        assertEquals(new Resources(1024, 1), summation.task());
        assertEquals(List.of("Output"), sorter.committedSinks());
        EdgePlan in = dag.edges().get(summation.inEdges().get(0));
        assertEquals(tokenizer.id().index(), in.source());
        assertEquals(summation.id().index(), in.destination());
        assertEquals(EdgePlan.Kind.SCATTER_GATHER, in.kind());
        assertNull(in.custom());
        assertEquals(DagSettings.defaults(), dag.settings());
        assertEquals("default", dag.queue());
    }

    @Test
    void theQueueIsTheSessionsUnlessTheDagSaysOtherwise() throws Exception {
        Map<String, String> session = Map.of("mr3.dag.queue.name", "high");
        assertEquals(
                "high",
                Plans.read(Plans.plan(orderedWordCount()), session).plan().queue());
        DAG dag = orderedWordCount().setConf("mr3.dag.queue.name", "low");
        assertEquals("low", Plans.read(Plans.plan(dag), session).plan().queue());
    }

    @Test
    void theTemplateHasRootInputsThenEdgesAndOnlyTheOverlay() throws Exception {
        DAG dag = orderedWordCount().setConf("tez.am.task.max.failed.attempts", "2");
        dag.getVertex("Sorter").setConf("my.key", "v");
        Intake intake = Plans.read(Plans.plan(dag), Map.of("session.key", "s"));

        VertexTemplate template = VertexTemplate.parseFrom(intake.plugins().template(vertex(intake.plan(), "Sorter")));

        assertEquals("OrderedWordCount", template.getDagName());
        assertEquals("Sorter", template.getVertexName());
        assertEquals(List.of("Summation"), names(template.getInputsList()));
        assertEquals(List.of("Output"), names(template.getOutputsList()));
        assertEquals(
                "Processor",
                TezEntityDescriptorProto.parseFrom(template.getProcessor()).getClassName());
        assertEquals("Input", className(template.getInputs(0)));
        assertEquals(MROutput.class.getName(), className(template.getOutputs(0)));
        assertEquals(
                Set.of("tez.am.task.max.failed.attempts", "my.key"),
                DagTypeConverters.convertConfFromProto(ConfigurationProto.parseFrom(template.getConf()))
                        .keySet());
        assertEquals(2, intake.plan().settings().maxFailedAttempts());
    }

    @Test
    void theRegistrationHasTokensAndSettingsOfSessionAndDag() throws Exception {
        Credentials own = new Credentials();
        own.addSecretKey(new Text("dag"), new byte[] {2});
        DAGPlan plan = Plans.plan(orderedWordCount()).toBuilder()
                .setCredentialsBinary(DagTypeConverters.convertCredentialsToProto(own))
                .setDagConf(ConfigurationProto.newBuilder()
                        .addConfKeyValues(
                                PlanKeyValuePair.newBuilder().setKey("query").setValue("new")))
                .build();

        RegisterDag registration =
                Plans.read(plan, Map.of("query", "old")).plugins().registration();

        Credentials sent = DagTypeConverters.convertByteStringToCredentials(registration.getCredentials());
        assertEquals(2, sent.numberOfSecretKeys());
        assertEquals(
                Map.of("query", "new"),
                DagTypeConverters.convertConfFromProto(ConfigurationProto.parseFrom(registration.getConf())));
        assertEquals(Plans.ID.toString(), registration.getDagId());
        assertEquals("alice", registration.getUser());
    }

    @Test
    void aVertexGroupArrivesMergedAndCommitsItsSinkOnce() throws Exception {
        Vertex left = Plans.vertex("left", 2);
        Vertex right = Plans.vertex("right", 3);
        Vertex union = Plans.vertex("union", 1);
        DAG dag = DAG.create("groups").addVertex(left).addVertex(right).addVertex(union);
        VertexGroup group = dag.createVertexGroup("both", left, right);
        group.addDataSink(
                "out",
                DataSinkDescriptor.create(
                        OutputDescriptor.create("SharedOutput"), OutputCommitterDescriptor.create("Committer"), null));
        dag.addEdge(GroupInputEdge.create(
                group, union, Plans.property(DataMovementType.SCATTER_GATHER), InputDescriptor.create("Merged")));
        dag.setConf("tez.am.commit-all-outputs-on-dag-success", "false");

        Intake intake = Plans.read(dag);

        VertexTemplate template = VertexTemplate.parseFrom(intake.plugins().template(vertex(intake.plan(), "union")));
        assertEquals(Set.of("left", "right"), Set.copyOf(names(template.getInputsList())));
        assertEquals(1, template.getGroupsCount());
        assertEquals("both", template.getGroups(0).getName());
        assertEquals(Set.of("left", "right"), Set.copyOf(template.getGroups(0).getMembersList()));
        assertEquals(
                "Merged",
                TezEntityDescriptorProto.parseFrom(template.getGroups(0).getEntity())
                        .getClassName());
        long committers = intake.plan().vertices().stream()
                .filter(vertex -> vertex.committedSinks().contains("out"))
                .count();
        assertEquals(1, committers);
        assertTrue(intake.plan().settings().commitAllOnDagSuccess());
    }

    @Test
    void plannedHintsAreKept() throws Exception {
        Vertex vertex = Plans.vertex("v", 1);
        vertex.setLocationHint(VertexLocationHint.create(
                List.of(TaskLocationHint.createTaskLocationHint(Set.of("worker-3@host"), Set.of("/rack")))));

        DagPlan dag = Plans.read(DAG.create("hints").addVertex(vertex)).plan();

        assertEquals(
                List.of(LocationHint.at(List.of("worker-3@host"), List.of("/rack"))),
                dag.vertices().get(0).hints());
    }

    @Test
    void whatCannotRunIsRefusedInOneLine() {
        DAGPlan good = Plans.plan(orderedWordCount());
        DAGPlan.Builder loop = good.toBuilder();
        int summation =
                good.getVertexList().stream().map(v -> v.getName()).toList().indexOf("Summation");
        int sorter =
                good.getVertexList().stream().map(v -> v.getName()).toList().indexOf("Sorter");
        loop.addEdge(good.getEdge(0).toBuilder()
                .setId("back")
                .setInputVertexName("Sorter")
                .setOutputVertexName("Summation"));
        loop.getVertexBuilder(summation).addInEdgeId("back");
        loop.getVertexBuilder(sorter).addOutEdgeId("back");

        assertRefused("its edges go round among the vertices [Sorter, Summation]", loop.build());
        assertRefused(
                "no such source vertex", edit(good, p -> p.getEdgeBuilder(0).setInputVertexName("gone")));
        assertRefused("no edge is called none", edit(good, p -> p.getVertexBuilder(summation)
                .addInEdgeId("none")));
        assertRefused("has an open number of tasks", edit(good, p -> p.getVertexBuilder(summation)
                .getTaskConfigBuilder()
                .setNumTasks(-1)));
        assertRefused("expected at most 250000 tasks, got 10000", edit(good, p -> p.getVertexBuilder(summation)
                .getTaskConfigBuilder()
                .setNumTasks(1_000_000)));
        assertRefused("got the service plug-in LLAP", edit(good, p -> p.getVertexBuilder(sorter)
                .setExecutionContext(VertexExecutionContextProto.newBuilder().setTaskSchedulerName("LLAP"))));
        assertRefused("tez.am.client.am.port-range", edit(good, p -> p.getDagConfBuilder()
                .addConfKeyValues(PlanKeyValuePair.newBuilder()
                        .setKey("tez.am.client.am.port-range")
                        .setValue("1-2"))));
        assertThrows(InvalidDagException.class, () -> Plans.intake(new TaskEnvironment() {})
                .read(
                        Plans.ID,
                        new io.mr3.am.dag.DagIntake.Session("alice", ByteString.EMPTY, ByteString.EMPTY, List.of()),
                        ByteString.copyFromUtf8("no plan")));
    }

    @Test
    void executionInContainersIsServed() throws Exception {
        DAGPlan plan = edit(Plans.plan(orderedWordCount()), p -> p.getVertexBuilder(0)
                .setExecutionContext(VertexExecutionContextProto.newBuilder().setExecuteInContainers(true)));

        assertEquals(3, Plans.read(plan).plan().vertices().size());
    }

    private static DAGPlan edit(DAGPlan plan, java.util.function.Consumer<DAGPlan.Builder> edit) {
        DAGPlan.Builder builder = plan.toBuilder();
        edit.accept(builder);
        return builder.build();
    }

    private static void assertRefused(String reason, DAGPlan plan) {
        String message =
                assertThrows(InvalidDagException.class, () -> Plans.read(plan)).getMessage();
        assertTrue(message.contains(reason), message);
        assertTrue(message.startsWith("DAG OrderedWordCount: "), message);
        assertEquals(1, message.lines().count(), message);
    }

    private static List<String> names(List<NamedDescriptor> descriptors) {
        return descriptors.stream().map(NamedDescriptor::getName).toList();
    }

    private static String className(NamedDescriptor descriptor) throws Exception {
        return TezEntityDescriptorProto.parseFrom(descriptor.getEntity()).getClassName();
    }
}
