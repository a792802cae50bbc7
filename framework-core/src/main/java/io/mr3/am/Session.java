package io.mr3.am;

import io.mr3.am.dag.DagIntake;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.proto.DagAccepted;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.SessionOpened;
import io.mr3.rpc.proto.SessionRefused;

/** One client's session, as the sessions' mailbox sees it: its connection, its settings, the number of its last DAG. */
final class Session {
    private final Connection connection;
    private final AppId app;
    private final DagIntake.Session settings;
    private final String name;
    private int lastDag;
    private boolean closed;

    Session(Connection connection, AppId app, OpenSession request) {
        this.connection = connection;
        this.app = app;
        this.name = request.getName();
        this.settings = new DagIntake.Session(request.getUser(), request.getConf(), request.getCredentials());
        connection.send(FromAm.newBuilder()
                .setOpened(SessionOpened.getDefaultInstance())
                .build());
    }

    static void refuse(Connection connection, String reason) {
        connection.send(FromAm.newBuilder()
                .setRefused(SessionRefused.newBuilder().setReason(reason))
                .build());
        connection.close(reason);
    }

    AppId app() {
        return app;
    }

    /** What its client calls it. */
    String name() {
        return name;
    }

    DagIntake.Session settings() {
        return settings;
    }

    DagId nextDag() {
        return new DagId(app, ++lastDag);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    void accept(long request, DagId dag) {
        answer(DagAccepted.newBuilder()
                .setRequest(request)
                .setDagId(dag.toString())
                .build());
    }

    void reject(long request, String error) {
        answer(DagAccepted.newBuilder().setRequest(request).setError(error).build());
    }

    private void answer(DagAccepted answer) {
        connection.send(FromAm.newBuilder().setAccepted(answer).build());
    }

    /** From any thread. */
    void push(DagStatus status) {
        connection.send(FromAm.newBuilder().setStatus(status).build());
    }
}
