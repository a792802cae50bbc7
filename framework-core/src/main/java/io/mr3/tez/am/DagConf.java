package io.mr3.tez.am;

import io.mr3.am.dag.DagIntake.InvalidDagException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.dag.api.Scope;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanKeyValuePair;
import org.apache.tez.dag.api.records.DAGProtos.VertexPlan;

/** Settings in layers, the later over the earlier: this process's, the session's, the DAG's, a vertex's. */
final class DagConf {
    private final Configuration ofDag;
    private final List<PlanKeyValuePair> dagOverlay;

    /**
     * Layers a session and a DAG.
     *
     * @param process the settings of this process; not changed
     * @throws InvalidDagException if the DAG or a vertex sets what only an application master's own settings may have
     */
    DagConf(Configuration process, ConfigurationProto session, DAGPlan plan) throws InvalidDagException {
        dagOverlay = plan.getDagConf().getConfKeyValuesList();
        check(dagOverlay, Scope.DAG, "DAG " + plan.getName());
        for (VertexPlan vertex : plan.getVertexList()) {
            check(
                    vertex.getVertexConf().getConfKeyValuesList(),
                    Scope.VERTEX,
                    "DAG " + plan.getName() + ": vertex " + vertex.getName());
        }
        ofDag = new Configuration(process);
        overlay(ofDag, session.getConfKeyValuesList());
        overlay(ofDag, dagOverlay);
    }

    /** Settings of the DAG; not to be changed. */
    Configuration ofDag() {
        return ofDag;
    }

    /** Settings of a vertex, a copy. */
    Configuration ofVertex(VertexPlan vertex) {
        Configuration conf = new Configuration(ofDag);
        overlay(conf, vertex.getVertexConf().getConfKeyValuesList());
        return conf;
    }

    /** What workers lay over the session's settings: the DAG's and the vertex's alone. */
    ConfigurationProto overlay(VertexPlan vertex) {
        return ConfigurationProto.newBuilder()
                .addAllConfKeyValues(dagOverlay)
                .addAllConfKeyValues(vertex.getVertexConf().getConfKeyValuesList())
                .build();
    }

    private static void overlay(Configuration conf, List<PlanKeyValuePair> pairs) {
        for (PlanKeyValuePair pair : pairs) {
            conf.set(pair.getKey(), pair.getValue(), "plan");
        }
    }

    private static void check(List<PlanKeyValuePair> pairs, Scope scope, String owner) throws InvalidDagException {
        for (PlanKeyValuePair pair : pairs) {
            try {
                TezConfiguration.validateProperty(pair.getKey(), scope);
            } catch (IllegalStateException e) {
                throw new InvalidDagException(owner + ": " + e.getMessage(), e);
            }
        }
    }
}
