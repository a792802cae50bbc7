package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.common.VertexId;
import io.mr3.mailbox.DaemonThreads;
import io.mr3.tez.plugin.CommitterRun;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.InitializerEventCodec;
import io.mr3.tez.plugin.InitializerRun;
import io.mr3.tez.proto.CommitterDone;
import io.mr3.tez.proto.PluginCall;
import io.mr3.tez.proto.PluginReport;
import io.mr3.tez.proto.RunCommitter;
import io.mr3.tez.proto.RunInitializer;
import io.mr3.tez.proto.SourceState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.hadoop.util.StringUtils;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.event.VertexStateUpdate;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plug-ins of one DAG that run in this worker. An initialiser has a thread of its own; what it is told of comes on one
 * other thread, in order. A committer runs each step on a thread of its own. Called on the worker's mailbox.
 */
final class HostedPlugins {
    private static final Logger LOG = LoggerFactory.getLogger(HostedPlugins.class);
    /** Below the largest frame of a connection. */
    private static final int MAX_REPORT_BYTES = 60 << 20;

    private final TezDag dag;
    private final DagUser user;
    private final Consumer<ByteString> reports;
    private final ExecutorService deliveries =
            Executors.newSingleThreadExecutor(new DaemonThreads("plugin-deliveries"));
    private final ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("plugins"));
    private final Map<Long, RemoteEngine> engines = new HashMap<>();
    private final Map<Long, InitializerRun> initializers = new HashMap<>();
    private final Map<Long, CommitterRun> committers = new HashMap<>();

    /** @param reports takes what is to be said to the master, from any thread */
    HostedPlugins(TezDag dag, DagUser user, Consumer<ByteString> reports) {
        this.dag = dag;
        this.user = user;
        this.reports = reports;
    }

    /** @throws IllegalArgumentException for bytes that are no call */
    void handle(ByteString message) {
        try {
            handle(PluginCall.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("expected a call of a plug-in, got bytes that are none", e);
        }
    }

    private void handle(PluginCall call) throws InvalidProtocolBufferException {
        InitializerRun initializer = initializers.get(call.getCall());
        switch (call.getWhatCase()) {
            case RUN_INITIALIZER -> run(call.getCall(), call.getRunInitializer());
            case RUN_COMMITTER -> run(call.getCall(), call.getRunCommitter());
            case PARALLELISM -> engines.get(call.getCall()).answer(call.getParallelism());
            case CANCEL_INITIALIZER -> {
                if (initializer != null) {
                    initializer.cancel();
                }
            }
            case SOURCE_EVENT ->
                deliveries.execute(() -> initializer.eventReceived(
                        call.getSourceEvent().getVertex(), call.getSourceEvent().getPayload()));
            case SOURCE_STATE ->
                deliveries.execute(() -> initializer.vertexStateChanged(update(call.getSourceState())));
            default ->
                throw new IllegalArgumentException(
                        "expected a call of a plug-in that this worker knows, got " + call.getWhatCase());
        }
    }

    private static VertexStateUpdate update(SourceState state) {
        return new VertexStateUpdate(state.getVertex(), VertexState.valueOf(state.getState()));
    }

    private void run(long call, RunInitializer order) throws InvalidProtocolBufferException {
        RemoteEngine engine = new RemoteEngine(call, order, this::report);
        InitializerRun run = new InitializerRun(
                RemoteEngine.spec(order, dag.conf()), user, dag.worker().environments(), engine);
        engines.put(call, engine);
        initializers.put(call, run);
        threads.execute(() -> {
            PluginReport.Builder report = PluginReport.newBuilder().setCall(call);
            try {
                report.setInitialized(InitializerEventCodec.encode(run.initialize()));
            } catch (Exception | LinkageError e) {
                LOG.warn("an initialiser of vertex {} failed", order.getVertexName(), e);
                report.setFailed(StringUtils.stringifyException(e));
            }
            report(report);
        });
    }

    private void run(long call, RunCommitter order) throws InvalidProtocolBufferException {
        CommitterRun committer = committers.get(call);
        if (committer == null) {
            committer = new CommitterRun(
                    VertexId.parse(order.getVertexId()),
                    order.getDagName(),
                    order.getVertexName(),
                    RootInputLeafOutputProto.parseFrom(order.getSink()),
                    user);
            committers.put(call, committer);
        }
        CommitterRun run = committer;
        threads.execute(() -> {
            PluginReport.Builder report = PluginReport.newBuilder().setCall(call);
            try {
                step(run, order.getStep());
                report.setCommitterDone(CommitterDone.getDefaultInstance());
            } catch (Exception | LinkageError e) {
                LOG.warn("a committer of vertex {} failed", order.getVertexName(), e);
                report.setFailed(StringUtils.stringifyException(e));
            }
            report(report);
        });
    }

    private static void step(CommitterRun committer, RunCommitter.Step step) throws Exception {
        switch (step) {
            case SETUP -> committer.setup();
            case COMMIT -> committer.commit();
            case ABORT_FAILED -> committer.abort(false);
            case ABORT_KILLED -> committer.abort(true);
            default -> throw new IllegalArgumentException("expected a step of a committer, got " + step);
        }
    }

    /** From any thread. */
    private void report(PluginReport.Builder report) {
        ByteString bytes = report.build().toByteString();
        if (bytes.size() > MAX_REPORT_BYTES) {
            bytes = report.setFailed("expected at most " + MAX_REPORT_BYTES + " bytes of what it returns, got "
                            + bytes.size() + "; let it write large splits to files"
                            + " (hive.tez.input.fs.serialization.threshold)")
                    .build()
                    .toByteString();
        }
        reports.accept(bytes);
    }

    /** The DAG has ended: interrupts what still runs. From any thread. */
    void close() {
        threads.shutdownNow();
        deliveries.shutdownNow();
    }
}
