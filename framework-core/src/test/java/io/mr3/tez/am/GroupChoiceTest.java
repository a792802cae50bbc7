package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.am.dag.DagIntake.InvalidDagException;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.VertexPlan;
import io.mr3.am.lease.GroupScope;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.EdgeProperty.DataMovementType;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.mapreduce.input.MRInput;
import org.junit.jupiter.api.Test;

/** Which groups the vertices of a plan get under the settings of its session. */
class GroupChoiceTest {
    /** A map with a small table by broadcast, a reducer, what follows it one to one, and a table made for broadcast. */
    private static DAG dag() {
        Vertex map = Plans.vertex("Map 1", -1)
                .addDataSource(
                        "table",
                        MRInput.createConfigBuilder(new Configuration(false), TextInputFormat.class, "/in")
                                .build());
        Vertex small = Plans.vertex("Small.Table", 1);
        Vertex reducer = Plans.vertex("Reducer 2", 2);
        Vertex follower = Plans.vertex("_after", 2);
        return DAG.create("dag")
                .addVertex(map)
                .addVertex(small)
                .addVertex(reducer)
                .addVertex(follower)
                .addEdge(Plans.edge(small, map, DataMovementType.BROADCAST))
                .addEdge(Plans.edge(map, reducer, DataMovementType.SCATTER_GATHER))
                .addEdge(Plans.edge(reducer, follower, DataMovementType.ONE_TO_ONE));
    }

    private static DagPlan read(Map<String, String> session) throws InvalidDagException {
        return Plans.read(Plans.plan(dag()), session).plan();
    }

    private static List<String> groups(String scheme) throws InvalidDagException {
        return read(Map.of("mr3.hive.containergroup.scheme", scheme)).vertices().stream()
                .map(VertexPlan::group)
                .toList();
    }

    @Test
    void oneGroupUnlessTheSessionSaysOtherwise() throws Exception {
        DagPlan plan = read(Map.of());
        assertEquals(
                List.of("default", "default", "default", "default"),
                plan.vertices().stream().map(VertexPlan::group).toList());
        assertEquals(GroupScope.OPEN, plan.scope());
        assertEquals(List.of("map", "map", "reduce", "reduce"), groups("per-map-reduce"));
        assertEquals(List.of("Small-Table", "Map-1", "Reducer-2", "v_after"), groups("per-vertex"));
    }

    @Test
    void aSessionOrADagMayHaveGroupsOfItsOwn() throws Exception {
        assertEquals(
                GroupScope.SESSION,
                read(Map.of("mr3.hive.session.share", "false")).scope());
        assertEquals(
                GroupScope.PRIVATE,
                read(Map.of("mr3.container.stop.cross.dag.reuse", "true", "mr3.hive.session.share", "false"))
                        .scope());
    }

    @Test
    void aBadSettingIsRefusedInOneLine() {
        assertEquals(
                "DAG dag: mr3.hive.containergroup.scheme: expected one of all-in-one, per-map-reduce, per-vertex, got"
                        + " 'many'",
                assertThrows(InvalidDagException.class, () -> groups("many")).getMessage());
    }
}
