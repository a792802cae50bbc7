package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTaskAttempt;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.DaemonEvents;
import io.mr3.rpc.proto.DaemonStart;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The daemons of a worker. Owned by the worker's mailbox. */
final class WorkerDaemons {
    private final WorkerSettings worker;
    private final Mailboxes mailboxes;
    private final RunningDaemon.Events events;
    private final Map<String, RunningDaemon> daemons = new LinkedHashMap<>();
    private final Map<String, ByteString> metadata = new HashMap<>();

    WorkerDaemons(WorkerSettings worker, Mailboxes mailboxes, RunningDaemon.Events events) {
        this.worker = worker;
        this.mailboxes = mailboxes;
        this.events = events;
    }

    /** All start at once, each on its own mailbox. */
    void start(List<DaemonStart> starts) {
        for (DaemonStart start : starts) {
            DaemonSpec spec = new DaemonSpec(start.getName(), start.getClassName(), start.getPayload());
            daemons.put(spec.name(), new RunningDaemon(spec, start.getHistory(), worker, mailboxes, events));
        }
        daemons.values().forEach(RunningDaemon::start);
    }

    void ready(String daemon, ByteString of) {
        metadata.put(daemon, of);
    }

    /** Whether all are ready. */
    boolean areReady() {
        return metadata.size() == daemons.size();
    }

    /** By name, what daemons tell tasks; a copy. */
    Map<String, ByteString> metadata() {
        return Map.copyOf(metadata);
    }

    /**
     * News for a daemon.
     *
     * @throws IllegalArgumentException if none of that name runs here
     */
    void handle(DaemonEvents news) {
        RunningDaemon daemon = daemons.get(news.getDaemon());
        if (daemon == null) {
            throw new IllegalArgumentException(
                    "expected events for one of " + daemons.keySet() + ", got some for " + news.getDaemon());
        }
        daemon.handle(news.getEventsList());
    }

    /** Completes when all daemons know of the DAG. */
    CompletableFuture<Void> dagJoined(DaemonTaskAttempt.Dag dag) {
        return all(daemon -> daemon.dagJoined(dag));
    }

    /** Completes when all daemons have let go of the DAG's files. */
    CompletableFuture<Void> dagLeft(String dag) {
        return all(daemon -> daemon.dagLeft(dag));
    }

    /** Completes when all are closed. */
    CompletableFuture<Void> close() {
        return all(RunningDaemon::close);
    }

    private CompletableFuture<Void> all(Function<RunningDaemon, CompletableFuture<Void>> call) {
        return CompletableFuture.allOf(daemons.values().stream().map(call).toArray(CompletableFuture[]::new));
    }
}
