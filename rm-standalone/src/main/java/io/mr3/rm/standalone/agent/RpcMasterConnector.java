package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Connects to the service {@code agent} of the master; its host's name is looked up each time. */
final class RpcMasterConnector implements MasterConnector {
    private static final String SERVICE = "agent";

    private final String host;
    private final int port;
    private final Secret secret;
    private final String name;
    private final Executor io;

    /** For the agent of that name. */
    RpcMasterConnector(String address, Secret secret, String name, Executor io) {
        int colon = address.lastIndexOf(':');
        this.host = address.substring(0, colon);
        this.port = Integer.parseInt(address.substring(colon + 1));
        this.secret = secret;
        this.name = name;
        this.io = io;
    }

    @Override
    public CompletableFuture<Connection> connect(ConnectionHandler<ToAgent> handler) {
        return CompletableFuture.supplyAsync(() -> new InetSocketAddress(host, port), io)
                .thenCompose(address -> RpcClient.connect(
                        RpcSettings.defaults(),
                        address,
                        secret,
                        SERVICE,
                        name,
                        ToAgent.parser(),
                        connection -> handler));
    }
}
