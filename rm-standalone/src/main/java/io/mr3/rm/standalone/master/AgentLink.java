package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;

/** One connection of a node agent; what it says is heard while its node has it as its own. On the master's mailbox alone. */
final class AgentLink {
    private final Connection connection;
    private final long epoch;
    /** Null until it has registered. */
    Node node;

    AgentLink(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    boolean isHeard() {
        return node != null && node.link == this;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    void send(ToAgent.Builder message) {
        connection.send(message.setEpoch(epoch).build());
    }

    void refuse(String reason, boolean tryAgain) {
        send(ToAgent.newBuilder()
                .setRefusal(Refusal.newBuilder().setReason(reason).setTryAgain(tryAgain)));
        close(reason);
    }

    void close(String reason) {
        connection.close(reason);
    }

    String peer() {
        return connection.peer();
    }

    String remoteAddress() {
        return connection.remoteAddress();
    }
}
