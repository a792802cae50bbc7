package io.mr3.client;

import io.mr3.rpc.proto.OpenSession;
import java.util.concurrent.CompletableFuture;

/** The way to a DAGAppMaster, embedded or remote. */
public interface MasterConnector {
    /** Opens a session; the future fails if the master cannot be reached or refuses it. */
    CompletableFuture<DagSession> open(OpenSession request, DagSession.Listener listener);
}
