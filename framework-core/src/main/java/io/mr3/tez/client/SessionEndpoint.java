package io.mr3.tez.client;

import java.io.IOException;
import java.security.SecureRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.ipc.ProtobufRpcEngine;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.Token;
import org.apache.hadoop.yarn.security.client.ClientToAMTokenIdentifier;
import org.apache.hadoop.yarn.security.client.ClientToAMTokenSecretManager;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolBlockingPB;
import org.apache.tez.dag.api.client.rpc.DAGClientAMProtocolRPC.DAGClientAMProtocol;

/**
 * The loopback port at which one session's Tez client finds "its application master". Tez's calls carry no application id,
 * so each session has a port of its own. Only the holder of the session's token gets in.
 */
final class SessionEndpoint implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final int HANDLERS = 2; // one may hold a long poll while the other takes a kill

    private final RPC.Server server;
    private final Token token;
    private final int port;

    private SessionEndpoint(RPC.Server server, Token token) {
        this.server = server;
        this.token = token;
        this.port = server.getListenerAddress().getPort();
    }

    static SessionEndpoint start(ApplicationAttemptId attempt, ClientProtocolCalls calls, Configuration clientConf)
            throws IOException {
        ClientToAMTokenSecretManager secrets = new ClientToAMTokenSecretManager(attempt, newKey());
        Configuration conf = new Configuration(clientConf);
        // The server takes its ways of authentication from its own configuration: the token and nothing else.
        conf.set(CommonConfigurationKeysPublic.HADOOP_SECURITY_AUTHENTICATION, "token");
        conf.setBoolean(CommonConfigurationKeysPublic.HADOOP_SECURITY_AUTHORIZATION, false);
        RPC.setProtocolEngine(conf, DAGClientAMProtocolBlockingPB.class, ProtobufRpcEngine.class);
        RPC.Server server = new RPC.Builder(conf)
                .setProtocol(DAGClientAMProtocolBlockingPB.class)
                .setInstance(DAGClientAMProtocol.newReflectiveBlockingService(calls))
                .setBindAddress(HOST)
                .setPort(0)
                .setNumHandlers(HANDLERS)
                .setnumReaders(1)
                .setSecretManager(secrets)
                .build();
        server.start();
        return new SessionEndpoint(server, token(attempt, secrets));
    }

    int port() {
        return port;
    }

    /** What a client must show; YARN's report carries it. */
    Token token() {
        return token;
    }

    @Override
    public void close() {
        server.stop();
        LoginUserTokens.remove(HOST + ":" + port);
    }

    private static Token token(ApplicationAttemptId attempt, ClientToAMTokenSecretManager secrets) throws IOException {
        String user = UserGroupInformation.getCurrentUser().getShortUserName();
        ClientToAMTokenIdentifier identifier = new ClientToAMTokenIdentifier(attempt, user);
        return Token.newInstance(
                identifier.getBytes(),
                ClientToAMTokenIdentifier.KIND_NAME.toString(),
                secrets.createPassword(identifier),
                "mr3");
    }

    private static byte[] newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
