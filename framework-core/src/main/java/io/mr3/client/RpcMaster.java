package io.mr3.client;

import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.OpenSession;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A DAGAppMaster behind our transport, in this process or another; one connection per session. Thread-safe. */
public final class RpcMaster implements MasterConnector {
    /** Name of the service at which a DAGAppMaster serves clients. */
    public static final String SERVICE = "client";

    private final InetSocketAddress address;
    private final Secret secret;

    public RpcMaster(InetSocketAddress address, Secret secret) {
        this.address = address;
        this.secret = secret;
    }

    @Override
    public CompletableFuture<String> newApplication() {
        CompletableFuture<String> id = new CompletableFuture<>();
        connect("pid-" + ProcessHandle.current().pid(), connection -> new NewApplicationId(connection, id), id);
        return id;
    }

    @Override
    public CompletableFuture<DagSession> open(OpenSession request, DagSession.Listener listener) {
        CompletableFuture<DagSession> opened = new CompletableFuture<>();
        connect(request.getAppId(), connection -> new RpcSession(connection, request, listener, opened), opened);
        return opened;
    }

    private void connect(
            String name, Function<Connection, ConnectionHandler<FromAm>> handler, CompletableFuture<?> answer) {
        RpcClient.connect(RpcSettings.defaults(), address, secret, SERVICE, name, FromAm.parser(), handler)
                .exceptionally(cause -> {
                    answer.completeExceptionally(cause);
                    return null;
                });
    }
}
