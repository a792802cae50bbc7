package io.mr3.tez.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.ServiceException;
import io.mr3.client.DagSession;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.ProtobufRpcEngine;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.util.ConverterUtils;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolBlockingPB;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetAMStatusRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.GetDAGStatusRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.SubmitDAGRequestProto;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.TezAppMasterStatusProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;
import org.apache.tez.dag.api.records.DAGProtos.DAGStatusStateProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionEndpointTest {
    private static final String DAG = "dag_1_0001_1";

    private final Configuration conf = new Configuration(false);
    private final DagBoard board = new DagBoard();
    private SessionEndpoint endpoint;
    private volatile ByteString submitted;

    @BeforeEach
    void start() throws Exception {
        DagSession session = new DagSession() {
            @Override
            public CompletableFuture<String> submit(ByteString plan, java.util.List<io.mr3.rpc.proto.Resource> files) {
                submitted = plan;
                return CompletableFuture.completedFuture(DAG);
            }

            @Override
            public void kill(String dagId, String reason) {
                board.update(status(DagStateProto.DAG_KILLED));
            }

            @Override
            public void close() {}
        };
        endpoint = SessionEndpoint.start(
                ApplicationAttemptId.newInstance(ApplicationId.newInstance(1, 1), 1),
                new ClientProtocolCalls(session, board, SessionObserver.NONE, conf, () -> {}),
                conf);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void serves_the_holder_of_the_token() throws Exception {
        DAGClientAMProtocolBlockingPB client = client(true);
        assertEquals(
                TezAppMasterStatusProto.READY,
                client.getAMStatus(null, GetAMStatusRequestProto.getDefaultInstance())
                        .getStatus());
        SubmitDAGRequestProto dag = SubmitDAGRequestProto.newBuilder()
                .setDAGPlan(DAGPlan.newBuilder().setName("d"))
                .build();
        assertEquals(DAG, client.submitDAG(null, dag).getDagId());
        assertEquals(
                TezAppMasterStatusProto.RUNNING,
                client.getAMStatus(null, GetAMStatusRequestProto.getDefaultInstance())
                        .getStatus());
    }

    /** What Tez does with a plan that is larger than Hadoop's RPC takes. */
    @Test
    void takes_a_plan_that_comes_as_a_file_and_deletes_it(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("tez-dag.pb1");
        DAGPlan plan = DAGPlan.newBuilder().setName("a large one").build();
        try (OutputStream out = Files.newOutputStream(file)) {
            SubmitDAGRequestProto.newBuilder().setDAGPlan(plan).build().writeTo(out);
        }
        SubmitDAGRequestProto byPath = SubmitDAGRequestProto.newBuilder()
                .setSerializedRequestPath(file.toUri().toString())
                .build();
        assertEquals(DAG, client(true).submitDAG(null, byPath).getDagId());
        assertEquals(plan, DAGPlan.parseFrom(submitted));
        assertFalse(Files.exists(file));
    }

    @Test
    void refuses_a_client_without_token_in_seconds() throws Exception {
        DAGClientAMProtocolBlockingPB client = client(false);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            ServiceException refused = assertThrows(
                    ServiceException.class,
                    () -> client.getAMStatus(null, GetAMStatusRequestProto.getDefaultInstance()));
            assertTrue(refused.toString().contains("TOKEN"), refused::toString);
        });
    }

    @Test
    void answers_a_long_poll_when_the_state_changes() throws Exception {
        DAGClientAMProtocolBlockingPB client = client(true);
        board.submitted(DAG);
        board.update(status(DagStateProto.DAG_RUNNING));
        assertEquals(DAGStatusStateProto.DAG_RUNNING, poll(client), "the first sight of RUNNING is told early");
        Thread ending = new Thread(() -> board.update(status(DagStateProto.DAG_SUCCEEDED)));
        ending.start();
        assertEquals(DAGStatusStateProto.DAG_SUCCEEDED, poll(client));
        ending.join();
    }

    @Test
    void names_an_unknown_dag() throws Exception {
        ServiceException unknown = assertThrows(ServiceException.class, () -> poll(client(true)));
        assertTrue(unknown.toString().contains("expected a DAG of this session, got '" + DAG + "'"));
    }

    @Test
    void forgets_the_token_of_an_ended_session() throws Exception {
        UserGroupInformation user = UserGroupInformation.getLoginUser();
        String service = SessionEndpoint.HOST + ":" + endpoint.port();
        user.addToken(ConverterUtils.convertFromYarn(
                endpoint.token(), new InetSocketAddress(SessionEndpoint.HOST, endpoint.port())));
        assertEquals(1, tokensOf(user, service));
        endpoint.close();
        assertEquals(0, tokensOf(user, service));
    }

    private static long tokensOf(UserGroupInformation user, String service) {
        return user.getCredentials().getAllTokens().stream()
                .filter(token -> token.getService().toString().equals(service))
                .count();
    }

    private static DAGStatusStateProto poll(DAGClientAMProtocolBlockingPB client) throws ServiceException {
        GetDAGStatusRequestProto request = GetDAGStatusRequestProto.newBuilder()
                .setDagId(DAG)
                .setTimeout(-1)
                .build();
        return client.getDAGStatus(null, request).getDagStatus().getState();
    }

    private static DagStatus status(DagStateProto state) {
        return DagStatus.newBuilder()
                .setDagId(DAG)
                .setState(state)
                .addAllDiagnostics(List.of())
                .build();
    }

    private DAGClientAMProtocolBlockingPB client(boolean withToken) throws Exception {
        InetSocketAddress address = new InetSocketAddress(SessionEndpoint.HOST, endpoint.port());
        UserGroupInformation user = UserGroupInformation.createRemoteUser("somebody");
        if (withToken) {
            user.addToken(ConverterUtils.convertFromYarn(endpoint.token(), address));
        }
        RPC.setProtocolEngine(conf, DAGClientAMProtocolBlockingPB.class, ProtobufRpcEngine.class);
        return user.doAs((PrivilegedExceptionAction<DAGClientAMProtocolBlockingPB>)
                () -> RPC.getProxy(DAGClientAMProtocolBlockingPB.class, 0, address, conf));
    }
}
