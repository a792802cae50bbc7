package io.mr3.am.group;

import io.mr3.common.WorkerId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.FromWorker;

/** Takes connections of the workers of one group; on their event loops. */
interface WorkerIntake {
    /** A process that calls itself {@code worker} has connected; it has yet to register. */
    ConnectionHandler<FromWorker> connected(WorkerId worker, Connection connection);
}
