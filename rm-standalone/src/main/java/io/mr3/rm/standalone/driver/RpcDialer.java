package io.mr3.rm.standalone.driver;

import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Connects over TCP. Address and secret are looked up anew each time: either may have changed with a new master. */
final class RpcDialer implements MasterDialer {
    private static final String SERVICE = "application";
    /** How the transport says that the other side was made with another secret. */
    private static final String UNKNOWN_SECRET = "does not know the secret";

    private final String master;
    private final Path secretFile;
    private final Executor io;

    /** @param master {@code host:port} */
    RpcDialer(String master, Path secretFile, Executor io) {
        this.master = master;
        this.secretFile = secretFile;
        this.io = io;
    }

    @Override
    public CompletionStage<MasterLine> dial(Consumer<ToApplication> received, Consumer<String> closed) {
        CompletableFuture<MasterLine> result = new CompletableFuture<>();
        io.execute(() -> {
            try {
                connect(result, new Answers(received, closed));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void connect(CompletableFuture<MasterLine> result, Answers answers) throws IOException {
        Secret secret = Secret.read(secretFile);
        RpcClient.connect(
                        RpcSettings.defaults(),
                        address(),
                        secret,
                        SERVICE,
                        "application-" + ProcessHandle.current().pid(),
                        ToApplication.parser(),
                        open -> answers)
                .whenComplete((connection, failure) -> {
                    if (failure == null) {
                        result.complete(new RpcLine(connection, answers, new SealedSecrets(secret)));
                    } else {
                        result.completeExceptionally(explained(failure));
                    }
                });
    }

    private Throwable explained(Throwable failure) {
        String reason = failure.getMessage();
        return reason != null && reason.endsWith(UNKNOWN_SECRET)
                ? new IOException(reason + " in " + secretFile + " (" + ClusterKeys.SECRET_FILE.name() + ")", failure)
                : failure;
    }

    private InetSocketAddress address() throws IOException {
        int colon = master.lastIndexOf(':');
        InetSocketAddress address =
                new InetSocketAddress(master.substring(0, colon), Integer.parseInt(master.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        return address;
    }

    /** Hears the master, on the connection's event loop. */
    private record Answers(Consumer<ToApplication> to, Consumer<String> end, CountDownLatch over)
            implements ConnectionHandler<ToApplication> {
        private Answers(Consumer<ToApplication> to, Consumer<String> end) {
            this(to, end, new CountDownLatch(1));
        }

        @Override
        public void received(ToApplication message) {
            if (message.hasFinished()) {
                over.countDown();
            }
            to.accept(message);
        }

        @Override
        public void closed(String reason) {
            over.countDown();
            end.accept(reason);
        }
    }

    private record RpcLine(Connection connection, Answers answers, SealedSecrets seals) implements MasterLine {
        @Override
        public void send(FromApplication message) {
            connection.send(message);
        }

        @Override
        public void close(String reason) {
            connection.close(reason);
        }

        @Override
        public void finishNow(ApplicationFinish finish, Duration limit) {
            connection.send(FromApplication.newBuilder().setFinish(finish).build());
            try {
                answers.over().await(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            connection.close("the application has ended");
        }
    }
}
