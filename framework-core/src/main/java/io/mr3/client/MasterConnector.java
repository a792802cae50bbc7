package io.mr3.client;

import io.mr3.rpc.proto.OpenSession;
import java.util.concurrent.CompletableFuture;

/** The way to a DAGAppMaster, embedded or remote. */
public interface MasterConnector {
    /** The id of an application that this master knows none of yet; fails if the master cannot be reached. */
    CompletableFuture<String> newApplication();

    /** Opens a session; the future fails if the master cannot be reached or refuses it. */
    CompletableFuture<DagSession> open(OpenSession request, DagSession.Listener listener);
}
