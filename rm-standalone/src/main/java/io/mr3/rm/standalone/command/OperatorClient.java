package io.mr3.rm.standalone.command;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Decommission;
import io.mr3.rm.standalone.proto.DumpThreads;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.GetCluster;
import io.mr3.rm.standalone.proto.Kill;
import io.mr3.rm.standalone.proto.Recommission;
import io.mr3.rm.standalone.proto.Reload;
import io.mr3.rm.standalone.proto.ResizeNode;
import io.mr3.rm.standalone.proto.StopCluster;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the master over one connection, and waits for each answer. What fails, fails in one line. Thread-safe. */
final class OperatorClient implements AutoCloseable {
    /** Name of the service at which a master answers operators. */
    static final String SERVICE = "operator";

    private static final long CONNECT_SECONDS = 15;
    private static final long ANSWER_SECONDS = 60;

    private final String address;
    private final Connection connection;
    private final Answers answers;

    private OperatorClient(String address, Connection connection, Answers answers) {
        this.address = address;
        this.connection = connection;
        this.answers = answers;
    }

    /**
     * Connects.
     *
     * @param address {@code host:port} of the master
     * @throws IOException if no master answers there, or it has another secret
     */
    static OperatorClient connect(String address, Secret secret) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress socket =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        Answers answers = new Answers();
        CompletableFuture<Connection> connected = RpcClient.connect(
                RpcSettings.defaults(),
                socket,
                secret,
                SERVICE,
                "pid-" + ProcessHandle.current().pid(),
                ToOperator.parser(),
                connection -> answers);
        try {
            return new OperatorClient(address, await(connected, CONNECT_SECONDS), answers);
        } catch (IOException e) {
            throw new IOException("no master of a standalone cluster answers at " + address + ": " + e.getMessage(), e);
        }
    }

    /** The cluster as it is now. */
    ClusterView cluster() throws IOException {
        return ClusterJson.read(ask(FromOperator.newBuilder().setCluster(GetCluster.getDefaultInstance()))
                .getCluster());
    }

    /** @return what the master says, one line */
    String decommission(String node, long deadlineMillis) throws IOException {
        Decommission.Builder question = Decommission.newBuilder().setNode(node).setDeadlineMs(deadlineMillis);
        return ask(FromOperator.newBuilder().setDecommission(question)).getDone();
    }

    /** @return what the master says, one line */
    String recommission(String node) throws IOException {
        return ask(FromOperator.newBuilder()
                        .setRecommission(Recommission.newBuilder().setNode(node)))
                .getDone();
    }

    /**
     * @param total what is 0 stays as it is
     * @return what the master says, one line
     */
    String resize(String node, Amount total) throws IOException {
        return ask(FromOperator.newBuilder()
                        .setResize(ResizeNode.newBuilder().setNode(node).setTotal(total)))
                .getDone();
    }

    /** @return where a worker's threads can be read in a moment, one line */
    String dumpThreads(ContainerId worker) throws IOException {
        return ask(FromOperator.newBuilder()
                        .setDumpThreads(DumpThreads.newBuilder().setContainer(worker.toMessage())))
                .getDone();
    }

    /** @return what the master says, one line */
    String kill(String target) throws IOException {
        return ask(FromOperator.newBuilder().setKill(Kill.newBuilder().setTarget(target)))
                .getDone();
    }

    /** @return what the master says, one line */
    String reload(Map<String, String> settings) throws IOException {
        return ask(FromOperator.newBuilder().setReload(Reload.newBuilder().putAllSettings(settings)))
                .getDone();
    }

    /** Tells the master to end, and with it agents and workers if asked for. It may end before it has answered. */
    void stop(boolean workers) throws IOException {
        try {
            ask(FromOperator.newBuilder().setStop(StopCluster.newBuilder().setWorkers(workers)));
        } catch (IOException e) {
            if (connection.isOpen()) {
                throw e;
            }
        }
    }

    private ToOperator ask(FromOperator.Builder question) throws IOException {
        CompletableFuture<ToOperator> answer = answers.expect(question);
        connection.send(question.build());
        if (!connection.isOpen()) {
            answers.closed("it is closed");
        }
        try {
            return await(answer, ANSWER_SECONDS);
        } catch (IOException e) {
            throw new IOException("the master at " + address + ": " + e.getMessage(), e);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, long seconds) throws IOException {
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("expected an answer within " + seconds + " s, got none", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for it", e);
        }
    }

    @Override
    public void close() {
        connection.close("nothing more to ask");
    }

    private static final class Answers implements ConnectionHandler<ToOperator> {
        private final AtomicLong lastRequest = new AtomicLong();
        private final Map<Long, CompletableFuture<ToOperator>> questions = new ConcurrentHashMap<>();

        CompletableFuture<ToOperator> expect(FromOperator.Builder question) {
            long request = lastRequest.incrementAndGet();
            question.setRequest(request).setUser(System.getProperty("user.name"));
            CompletableFuture<ToOperator> answer = new CompletableFuture<>();
            questions.put(request, answer);
            return answer;
        }

        @Override
        public void received(ToOperator message) {
            CompletableFuture<ToOperator> answer = questions.remove(message.getRequest());
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
            questions
                    .values()
                    .forEach(
                            answer -> answer.completeExceptionally(new IOException("ended the connection: " + reason)));
            questions.clear();
        }
    }
}
