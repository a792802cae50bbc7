package io.mr3.client;

import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.NewApplication;
import io.mr3.rpc.proto.ToAm;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Asks for an application id over a connection of its own. */
final class NewApplicationId implements ConnectionHandler<FromAm> {
    private final Connection connection;
    private final CompletableFuture<String> id;

    NewApplicationId(Connection connection, CompletableFuture<String> id) {
        this.connection = connection;
        this.id = id;
        connection.send(ToAm.newBuilder()
                .setNewApplication(NewApplication.getDefaultInstance())
                .build());
    }

    @Override
    public void received(FromAm message) {
        if (!message.hasNamed()) {
            throw new IllegalArgumentException("expected an application id, got " + message.getMessageCase());
        }
        id.complete(message.getNamed().getAppId());
        connection.close("nothing more to ask");
    }

    @Override
    public void closed(String reason) {
        id.completeExceptionally(new IOException("the DAGAppMaster ended the connection: " + reason));
    }
}
