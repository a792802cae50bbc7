package io.mr3.worker;

import io.mr3.rpc.proto.FromWorker;

/** The worker's way to its ContainerGroup. */
interface GroupLink {
    /** Queues a message; never blocks, ignored once closed. */
    void send(FromWorker message);

    /** Closes after what was sent before. */
    void close(String reason);
}
