package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import java.util.concurrent.CompletableFuture;

/** The way to the master. */
interface MasterConnector {
    /**
     * Tries once; never blocks. The future completes on any thread; what {@code handler} hears comes on another.
     */
    CompletableFuture<Connection> connect(ConnectionHandler<ToAgent> handler);
}
