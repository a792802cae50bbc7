package io.mr3.client;

import com.google.protobuf.ByteString;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.CloseSession;
import io.mr3.rpc.proto.DagAccepted;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.KillDag;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.Resource;
import io.mr3.rpc.proto.SubmitDag;
import io.mr3.rpc.proto.ToAm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A session over one connection. Received messages come on the connection's thread; calls come from any. */
final class RpcSession implements DagSession, ConnectionHandler<FromAm> {
    private final Connection connection;
    private final Listener listener;
    private final CompletableFuture<DagSession> opened;
    private final AtomicLong lastRequest = new AtomicLong();
    private final Map<Long, CompletableFuture<String>> submissions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    RpcSession(Connection connection, OpenSession request, Listener listener, CompletableFuture<DagSession> opened) {
        this.connection = connection;
        this.listener = listener;
        this.opened = opened;
        connection.send(ToAm.newBuilder().setOpen(request).build());
    }

    @Override
    public CompletableFuture<String> submit(ByteString plan, List<Resource> files) {
        long request = lastRequest.incrementAndGet();
        CompletableFuture<String> accepted = new CompletableFuture<>();
        submissions.put(request, accepted);
        connection.send(ToAm.newBuilder()
                .setSubmit(
                        SubmitDag.newBuilder().setRequest(request).setPlan(plan).addAllResources(files))
                .build());
        if (!connection.isOpen()) {
            failSubmissions("the connection has ended");
        }
        return accepted;
    }

    @Override
    public void kill(String dagId, String reason) {
        connection.send(ToAm.newBuilder()
                .setKill(KillDag.newBuilder().setDagId(dagId).setReason(reason))
                .build());
    }

    @Override
    public void close() {
        closed = true;
        connection.send(
                ToAm.newBuilder().setClose(CloseSession.getDefaultInstance()).build());
        connection.close("the session is closed");
    }

    @Override
    public void received(FromAm message) {
        switch (message.getMessageCase()) {
            case OPENED:
                opened.complete(this);
                break;
            case REFUSED:
                opened.completeExceptionally(
                        new DagRefusedException(message.getRefused().getReason()));
                break;
            case ACCEPTED:
                accepted(message.getAccepted());
                break;
            case STATUS:
                listener.statusChanged(message.getStatus());
                break;
            default:
                throw new IllegalArgumentException("expected a message of the master, got an empty one");
        }
    }

    private void accepted(DagAccepted answer) {
        CompletableFuture<String> submission = submissions.remove(answer.getRequest());
        if (submission == null) {
            throw new IllegalArgumentException(
                    "expected the answer to a submission, got one to " + answer.getRequest());
        }
        if (answer.getError().isEmpty()) {
            submission.complete(answer.getDagId());
        } else {
            submission.completeExceptionally(new DagRefusedException(answer.getError()));
        }
    }

    @Override
    public void closed(String reason) {
        opened.completeExceptionally(new IOException("the DAGAppMaster ended the connection: " + reason));
        failSubmissions(reason);
        if (!closed) {
            listener.lost(reason);
        }
    }

    private void failSubmissions(String reason) {
        submissions
                .values()
                .forEach(s -> s.completeExceptionally(new IOException("the DAGAppMaster is gone: " + reason)));
        submissions.clear();
    }
}
