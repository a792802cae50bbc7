package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rpc.Connection;

/** One connection of an application; what it says is heard while the application has it as its own. On the master's mailbox alone. */
final class ApplicationLink {
    private final Connection connection;
    private final long epoch;
    /** Null until it has registered. */
    Application application;

    ApplicationLink(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    boolean isHeard() {
        return application != null && application.link == this;
    }

    void send(ToApplication.Builder message) {
        connection.send(message.setEpoch(epoch).build());
    }

    void refuse(String reason) {
        refuse(Refusal.newBuilder().setReason(reason));
    }

    void refuse(Refusal.Builder refusal) {
        send(ToApplication.newBuilder().setRefusal(refusal));
        close(refusal.getReason());
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
