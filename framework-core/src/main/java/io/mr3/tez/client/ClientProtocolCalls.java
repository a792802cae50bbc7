package io.mr3.tez.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.RpcController;
import com.google.protobuf.ServiceException;
import io.mr3.client.DagSession;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.tez.PlanFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.tez.dag.api.SessionNotRunning;
import org.apache.tez.dag.api.TezException;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolBlockingPB;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetAMStatusRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetAMStatusResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetAllDAGsRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetAllDAGsResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetDAGStatusRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetDAGStatusResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetVertexStatusRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetVertexStatusResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetWebUIAddressRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetWebUIAddressResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.ShutdownSessionRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.ShutdownSessionResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.SubmitDAGRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.SubmitDAGResponseProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.TezAppMasterStatusProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.TryKillDAGRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.TryKillDAGResponseProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.PlanKeyValuePair;
import org.apache.tez.dag.api.records.DAGProtos.StatusGetOptsProto;

/**
 * Answers Tez's client for one session. Statuses were pushed here before they are asked for, so an answer leaves the moment
 * the state changes. On the endpoint's handler threads.
 */
final class ClientProtocolCalls implements DAGClientAMProtocolBlockingPB {
    /**
     * Tez's client asks for a DAG that is only submitted again after half a second. One that need not wait for others runs
     * within milliseconds, so an answer that waits for that saves the half second.
     */
    private static final long START_MILLIS = 100;

    private final DagSession session;
    private final DagBoard board;
    private final SessionObserver observer;
    private final Configuration conf;
    private final Runnable shutdown;

    ClientProtocolCalls(
            DagSession session, DagBoard board, SessionObserver observer, Configuration conf, Runnable shutdown) {
        this.session = session;
        this.board = board;
        this.observer = observer;
        this.conf = conf;
        this.shutdown = shutdown;
    }

    @Override
    public SubmitDAGResponseProto submitDAG(RpcController controller, SubmitDAGRequestProto request)
            throws ServiceException {
        try {
            SubmitDAGRequestProto whole = request.hasSerializedRequestPath() ? read(request) : request;
            String dagId = session.submit(
                            ByteString.copyFrom(withSettings(whole.getDAGPlan()).toByteArray()),
                            whole.getAdditionalAmResources().getLocalResourcesList().stream()
                                    .map(PlanFiles::of)
                                    .toList())
                    .get();
            board.submitted(dagId);
            board.awaitStart(dagId, START_MILLIS);
            return SubmitDAGResponseProto.newBuilder().setDagId(dagId).build();
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (IOException e) {
            throw new ServiceException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(new TezException("interrupted while submitting a DAG", e));
        }
    }

    private DAGPlan withSettings(DAGPlan plan) {
        DAGPlan.Builder more = plan.toBuilder();
        Map<String, String> given = plan.getDagConf().getConfKeyValuesList().stream()
                .collect(Collectors.toMap(
                        PlanKeyValuePair::getKey, PlanKeyValuePair::getValue, (first, second) -> second));
        observer.settingsOf(given).forEach((key, value) -> more.getDagConfBuilder()
                .addConfKeyValues(PlanKeyValuePair.newBuilder().setKey(key).setValue(value)));
        return more.build();
    }

    /** Large requests come as a file, which is ours to delete. */
    private SubmitDAGRequestProto read(SubmitDAGRequestProto request) throws IOException {
        Path path = new Path(request.getSerializedRequestPath());
        FileSystem files = path.getFileSystem(conf);
        try (InputStream in = files.open(path)) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            return SubmitDAGRequestProto.parseFrom(coded);
        } finally {
            files.delete(path, false);
        }
    }

    private static ServiceException refused(Throwable cause) {
        return new ServiceException(
                cause instanceof DagSession.DagRefusedException
                        ? new TezException(cause.getMessage())
                        : new SessionNotRunning(cause));
    }

    @Override
    public GetDAGStatusResponseProto getDAGStatus(RpcController controller, GetDAGStatusRequestProto request)
            throws ServiceException {
        try {
            DagStatus status = known(request.getDagId(), board.await(request.getDagId(), request.getTimeout()));
            return GetDAGStatusResponseProto.newBuilder()
                    .setDagStatus(StatusProtos.dag(status, wantsCounters(request.getStatusOptionsList())))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(new TezException("interrupted while waiting for " + request.getDagId(), e));
        }
    }

    @Override
    public GetVertexStatusResponseProto getVertexStatus(RpcController controller, GetVertexStatusRequestProto request)
            throws ServiceException {
        DagStatus status = known(request.getDagId(), board.get(request.getDagId()));
        return status.getVerticesList().stream()
                .filter(vertex -> vertex.getName().equals(request.getVertexName()))
                .findFirst()
                .map(vertex -> GetVertexStatusResponseProto.newBuilder()
                        .setVertexStatus(StatusProtos.vertex(vertex, wantsCounters(request.getStatusOptionsList())))
                        .build())
                .orElseThrow(() -> new ServiceException(new TezException(
                        "expected a vertex of " + request.getDagId() + ", got '" + request.getVertexName() + "'")));
    }

    private static boolean wantsCounters(List<StatusGetOptsProto> options) {
        return options.contains(StatusGetOptsProto.GET_COUNTERS);
    }

    private static DagStatus known(String dagId, DagStatus status) throws ServiceException {
        if (status == null) {
            throw new ServiceException(new TezException("expected a DAG of this session, got '" + dagId + "'"));
        }
        return status;
    }

    @Override
    public GetAllDAGsResponseProto getAllDAGs(RpcController controller, GetAllDAGsRequestProto request) {
        return GetAllDAGsResponseProto.newBuilder().addAllDagId(board.ids()).build();
    }

    @Override
    public TryKillDAGResponseProto tryKillDAG(RpcController controller, TryKillDAGRequestProto request) {
        session.kill(request.getDagId(), "killed by its client");
        return TryKillDAGResponseProto.getDefaultInstance();
    }

    @Override
    public ShutdownSessionResponseProto shutdownSession(RpcController controller, ShutdownSessionRequestProto request) {
        shutdown.run();
        return ShutdownSessionResponseProto.getDefaultInstance();
    }

    @Override
    public GetAMStatusResponseProto getAMStatus(RpcController controller, GetAMStatusRequestProto request) {
        return GetAMStatusResponseProto.newBuilder()
                .setStatus(board.anyRunning() ? TezAppMasterStatusProto.RUNNING : TezAppMasterStatusProto.READY)
                .build();
    }

    @Override
    public GetWebUIAddressResponseProto getWebUIAddress(RpcController controller, GetWebUIAddressRequestProto request) {
        return GetWebUIAddressResponseProto.newBuilder().setWebUiAddress("").build();
    }
}
