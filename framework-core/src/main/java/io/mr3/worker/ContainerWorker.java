package io.mr3.worker;

import io.mr3.common.files.DiskProbe;
import io.mr3.config.AmKeys;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcClient;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.ToWorker;
import io.mr3.tez.worker.TaskEnvironments;
import io.mr3.tez.worker.TezTaskHost;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A worker that runs attempts for a ContainerGroup: in a process of its own or in the client's, the same code. It lives
 * from {@link #start} until the group stops it, the connection is lost, or it can no longer be trusted; then its
 * attempts are killed and nothing of it remains. All methods may be called from any thread.
 */
public final class ContainerWorker {
    /** What a worker asks for at the DAGAppMaster's port. */
    public static final String SERVICE = "worker";

    private static final int MAILBOX_THREADS = 2;

    private final WorkerState state;
    private final CompletableFuture<WorkerEnd> ended;

    private ContainerWorker(WorkerState state, MailboxPool pool) {
        this.state = state;
        this.ended = state.ended().thenApply(end -> {
            pool.close();
            return end;
        });
    }

    /**
     * Takes local directories, connects and registers; returns when connected. The group then says which daemons to start.
     *
     * @throws IOException in one line, if one of these fails; nothing is left behind
     */
    public static ContainerWorker start(WorkerSettings asked) throws IOException {
        WorkerSettings settings = asked.host().isEmpty() ? asked.onHost(hostName(asked)) : asked;
        LocalDirs dirs = LocalDirs.open(settings.localDirs(), settings.id().toString());
        MailboxPool pool = new MailboxPool(settings.id().toString(), MAILBOX_THREADS);
        TaskHost host = TezTaskHost.start(settings, TaskEnvironments.load());
        ContainerWorker worker = new ContainerWorker(new WorkerState(settings, pool, host, dirs), pool);
        worker.state.post(() -> worker.state.watch(dirs, DiskProbe.ofThisHost()));
        worker.connect(settings);
        return worker;
    }

    /** Ends the worker; harmless when it ends already. */
    public void stop(WorkerEnd reason) {
        state.post(() -> state.end(reason));
    }

    /** From here on {@code file} shows that it lives; for a worker that has a process of its own. */
    void showPulse(Path file) {
        state.post(() -> state.showPulse(file));
    }

    /** Completes when nothing of it runs any more and its files are gone. */
    public CompletableFuture<WorkerEnd> ended() {
        return ended;
    }

    private void connect(WorkerSettings settings) throws IOException {
        try {
            Connection connection = RpcClient.connect(
                            RpcSettings.defaults(),
                            settings.group(),
                            settings.secret(),
                            SERVICE,
                            settings.id().toString(),
                            ToWorker.parser(),
                            open -> new Orders())
                    .join();
            state.post(() -> state.connected(new Link(connection)));
        } catch (CompletionException e) {
            String reason =
                    settings.id() + " cannot reach its group: " + e.getCause().getMessage() + hint(settings);
            stop(new WorkerEnd(WorkerEnd.NOT_STARTED, reason));
            ended.join();
            throw new IOException(reason, e.getCause());
        }
    }

    /** A DAGAppMaster that listens for its own host alone cannot have workers on others. */
    private static String hint(WorkerSettings settings) {
        boolean here = settings.host().equals(InetAddress.getLoopbackAddress().getHostName());
        boolean masterIsHere = settings.group().getAddress() != null
                && settings.group().getAddress().isLoopbackAddress();
        return masterIsHere && !here
                ? "; " + AmKeys.BIND_HOST.name() + ": expected an address that host " + settings.host()
                        + " reaches, got a loopback address"
                : "";
    }

    /** Hosts that only talk to themselves need no name that others could resolve. */
    private static String hostName(WorkerSettings settings) throws IOException {
        return settings.group().getAddress() != null
                        && settings.group().getAddress().isLoopbackAddress()
                ? InetAddress.getLoopbackAddress().getHostName()
                : InetAddress.getLocalHost().getCanonicalHostName();
    }

    private record Link(Connection connection) implements GroupLink {
        @Override
        public void send(FromWorker message) {
            connection.send(message);
        }

        @Override
        public void close(String reason) {
            connection.close(reason);
        }
    }

    private final class Orders implements ConnectionHandler<ToWorker> {
        @Override
        public void received(ToWorker message) {
            state.post(() -> state.obey(message.getOrdersList()));
        }

        @Override
        public void closed(String reason) {
            stop(new WorkerEnd(WorkerEnd.LOST, "the connection to the group has ended: " + reason));
        }
    }
}
