package io.mr3.tez.plugin;

import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.tez.dag.records.TaskAttemptIdentifierImpl;
import org.apache.tez.dag.records.TezDAGID;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.dag.records.TezTaskID;
import org.apache.tez.dag.records.TezVertexID;
import org.apache.tez.runtime.api.TaskAttemptIdentifier;

/** The engine's ids as Tez's plug-ins know them. */
public final class TezIds {
    private TezIds() {}

    public static ApplicationId application(AppId app) {
        return ApplicationId.newInstance(app.clusterTimestamp(), app.number());
    }

    public static TaskAttemptIdentifier attempt(String dagName, String vertexName, AttemptId attempt) {
        DagId dag = attempt.dag();
        TezDAGID tezDag = TezDAGID.getInstance(application(dag.app()), dag.number());
        TezVertexID vertex = TezVertexID.getInstance(tezDag, attempt.vertex().index());
        TezTaskID task = TezTaskID.getInstance(vertex, attempt.task().index());
        return new TaskAttemptIdentifierImpl(dagName, vertexName, TezTaskAttemptID.getInstance(task, attempt.number()));
    }
}
