package io.mr3.tez.am;

import io.mr3.am.dag.PluginHost;
import io.mr3.common.VertexId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.client.VertexStatus;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.apache.tez.runtime.api.OutputCommitter;
import org.apache.tez.runtime.api.OutputCommitterContext;

/** A user's output committer. Its calls come one after another, on I/O threads. */
final class HostedCommitter implements PluginHost.OutputCommitter {
    private final DagUser user;
    private final Context context;
    private final String className;
    private OutputCommitter plugin;

    HostedCommitter(VertexId id, String dagName, String vertexName, RootInputLeafOutputProto sink, DagUser user) {
        this.user = user;
        this.context = new Context(id, dagName, vertexName, sink);
        this.className = sink.getControllerDescriptor().getClassName();
    }

    @Override
    public void setup() throws Exception {
        user.call(() -> {
            plugin = user.create(className, OutputCommitter.class, OutputCommitterContext.class, context);
            plugin.initialize();
            plugin.setupOutput();
            return null;
        });
    }

    @Override
    public void commit() throws Exception {
        user.call(() -> {
            plugin.commitOutput();
            return null;
        });
    }

    /** Nothing to remove if the sink was never set up. */
    @Override
    public void abort(boolean killed) throws Exception {
        if (plugin == null) {
            return;
        }
        user.call(() -> {
            plugin.abortOutput(killed ? VertexStatus.State.KILLED : VertexStatus.State.FAILED);
            return null;
        });
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
