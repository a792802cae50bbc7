package io.mr3.worker;

import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.DisksReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.ToWorker;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The real state of a worker in virtual time; without sockets, and without files that attempts would write. */
public final class VirtualWorker {
    /** How long an attempt may take to stop before its worker gives itself up. */
    public static final Duration KILL_GRACE = Duration.ofSeconds(5);

    private static final Secret SECRET = Secret.generate();
    private static final List<Path> DIRS = List.of(Path.of("/none"));

    private final WorkerState state;
    private final Dirs dirs = new Dirs();

    public VirtualWorker(WorkerId id, String host, int slots, Mailboxes mailboxes, TaskHost attempts) {
        WorkerSettings settings = new WorkerSettings(
                id,
                InetSocketAddress.createUnresolved("master", 1),
                SECRET,
                host,
                DIRS,
                slots,
                1 << 30,
                0,
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                KILL_GRACE);
        state = new WorkerState(settings, mailboxes, attempts, dirs);
    }

    /** @param hangUp closes the connection after what was said before */
    public void connected(Consumer<FromWorker> say, Consumer<String> hangUp) {
        state.post(() -> state.connected(new GroupLink() {
            @Override
            public void send(FromWorker message) {
                say.accept(message);
            }

            @Override
            public void close(String reason) {
                hangUp.accept(reason);
            }
        }));
    }

    public void received(ToWorker message) {
        state.post(() -> state.obey(message.getOrdersList()));
    }

    public void disconnected(String reason) {
        state.post(() -> state.end(new WorkerEnd(WorkerEnd.LOST, reason)));
    }

    /** Completes with the reason when nothing of it is left. */
    public CompletableFuture<String> ended() {
        return state.ended().thenApply(WorkerEnd::reason);
    }

    /** DAGs whose outputs it serves, or keeps. */
    public Set<DagId> dags() {
        Set<DagId> left = new HashSet<>(dirs.open);
        return left;
    }

    private static final class Dirs implements DagDirs {
        private final Set<DagId> open = new HashSet<>();

        @Override
        public List<Path> openDag(DagId dag, String user) {
            open.add(dag);
            return DIRS;
        }

        @Override
        public List<Path> writable(DagId dag) {
            return DIRS;
        }

        @Override
        public DisksReport report() {
            return DisksReport.getDefaultInstance();
        }

        @Override
        public void dropDag(DagId dag) {
            open.remove(dag);
        }

        @Override
        public void deleteDropped() {}

        @Override
        public void close() {
            open.clear();
        }
    }
}
