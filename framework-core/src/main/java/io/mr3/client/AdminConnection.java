package io.mr3.client;

import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Asks a DAGAppMaster about itself, over one connection. Thread-safe; futures complete on the connection's thread. */
final class AdminConnection implements AutoCloseable {
    private final Connection connection;
    private final AtomicLong lastRequest = new AtomicLong();
    private final Map<Long, CompletableFuture<FromAdmin>> questions = new ConcurrentHashMap<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private AdminConnection(Connection connection) {
        this.connection = connection;
    }

    /** Connects; the future fails with an {@link IOException} of one line. */
    static CompletableFuture<AdminConnection> connect(InetSocketAddress master, Secret secret) {
        CompletableFuture<AdminConnection> client = new CompletableFuture<>();
        return RpcClient.connect(
                        RpcSettings.defaults(),
                        master,
                        secret,
                        AdminClient.SERVICE,
                        "pid-" + ProcessHandle.current().pid(),
                        FromAdmin.parser(),
                        connection -> {
                            AdminConnection made = new AdminConnection(connection);
                            client.complete(made);
                            return made.new Answers();
                        })
                .thenCompose(connection -> client);
    }

    /** The answer; fails with an {@link IOException} of one line if it is refused or the connection ends. */
    CompletableFuture<FromAdmin> ask(ToAdmin.Builder question) {
        long request = lastRequest.incrementAndGet();
        CompletableFuture<FromAdmin> answer = new CompletableFuture<>();
        questions.put(request, answer);
        connection.send(question.setRequest(request).build());
        if (!connection.isOpen()) {
            fail("it is closed");
        }
        return answer;
    }

    /** Completes with the reason when the connection has ended. */
    CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void close() {
        connection.close("nothing more to ask");
    }

    private void fail(String reason) {
        questions.values().forEach(answer -> answer.completeExceptionally(lost(reason)));
        questions.clear();
    }

    private static IOException lost(String reason) {
        return new IOException("the DAGAppMaster ended the connection: " + reason);
    }

    private final class Answers implements ConnectionHandler<FromAdmin> {
        @Override
        public void received(FromAdmin message) {
            CompletableFuture<FromAdmin> answer = questions.remove(message.getRequest());
            if (answer == null) {
                throw new IllegalArgumentException(
                        "expected an answer to a question, got one to " + message.getRequest());
            }
            if (message.hasRefused()) {
                answer.completeExceptionally(new IOException(message.getRefused()));
            } else {
                answer.complete(message);
            }
        }

        @Override
        public void closed(String reason) {
            fail(reason);
            ended.complete(reason);
        }
    }
}
