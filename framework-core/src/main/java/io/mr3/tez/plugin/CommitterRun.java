package io.mr3.tez.plugin;

import io.mr3.common.VertexId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.client.VertexStatus;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.apache.tez.runtime.api.OutputCommitter;
import org.apache.tez.runtime.api.OutputCommitterContext;

/** A user's output committer. Its calls come one after another and block. */
public final class CommitterRun {
    private final DagUser user;
    private final Context context;
    private final String className;
    private OutputCommitter plugin;

    /** A committer, not made yet. */
    public CommitterRun(VertexId id, String dagName, String vertexName, RootInputLeafOutputProto sink, DagUser user) {
        this.user = user;
        this.context = new Context(id, dagName, vertexName, sink);
        this.className = sink.getControllerDescriptor().getClassName();
    }

    /** Makes the committer and sets the output up; throws what the plug-in throws, as the others do. */
    public void setup() throws Exception {
        user.call(() -> {
            made().setupOutput();
            return null;
        });
    }

    /** Makes the output visible; in a process that did not set it up the committer is made first. */
    public void commit() throws Exception {
        user.call(() -> {
            made().commitOutput();
            return null;
        });
    }

    /** Removes what there is of the output; only after {@link #setup}, here or in another process. */
    public void abort(boolean killed) throws Exception {
        user.call(() -> {
            made().abortOutput(killed ? VertexStatus.State.KILLED : VertexStatus.State.FAILED);
            return null;
        });
    }

    private OutputCommitter made() throws Exception {
        if (plugin == null) {
            OutputCommitter made = user.create(className, OutputCommitter.class, OutputCommitterContext.class, context);
            made.initialize();
            plugin = made;
        }
        return plugin;
    }

    private record Context(VertexId id, String dagName, String vertexName, RootInputLeafOutputProto sink)
            implements OutputCommitterContext {
        @Override
        public ApplicationId getApplicationId() {
            return TezIds.application(id.dag().app());
        }

        /** The application master is not restarted under one client's application. */
        @Override
        public int getDAGAttemptNumber() {
            return 1;
        }

        @Override
        public String getDAGName() {
            return dagName;
        }

        @Override
        public String getVertexName() {
            return vertexName;
        }

        @Override
        public String getOutputName() {
            return sink.getName();
        }

        @Override
        public UserPayload getOutputUserPayload() {
            return DagTypeConverters.convertOutputDescriptorFromDAGPlan(sink.getIODescriptor())
                    .getUserPayload();
        }

        @Override
        public UserPayload getUserPayload() {
            return DagTypeConverters.convertOutputCommitterDescriptorFromDAGPlan(sink.getControllerDescriptor())
                    .getUserPayload();
        }

        @Override
        public int getVertexIndex() {
            return id.index();
        }

        @Override
        public int getDagIdentifier() {
            return id.dag().number();
        }
    }
}
