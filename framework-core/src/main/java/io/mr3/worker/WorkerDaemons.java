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
    private final Map<String, DaemonTaskAttempt.Dag> joined = new LinkedHashMap<>();
    private int registrations;

    WorkerDaemons(WorkerSettings worker, Mailboxes mailboxes, RunningDaemon.Events events) {
        this.worker = worker;
        this.mailboxes = mailboxes;
        this.events = events;
    }

    /**
     * All start at once, each on its own mailbox. When the worker has come to another group, those that both groups have go on, and
     * the others end.
     */
    void start(List<DaemonStart> starts) {
        registrations++;
        Map<String, RunningDaemon> before = new LinkedHashMap<>(daemons);
        daemons.clear();
        metadata.clear();
        for (DaemonStart start : starts) {
            DaemonSpec spec = new DaemonSpec(start.getName(), start.getClassName(), start.getPayload());
            RunningDaemon same = before.get(spec.name());
            if (same != null && same.spec().equals(spec)) {
                before.remove(spec.name());
                same.startAgain(start.getHistory(), registrations, List.copyOf(joined.values()));
                daemons.put(spec.name(), same);
            } else {
                RunningDaemon daemon =
                        new RunningDaemon(spec, registrations, start.getHistory(), worker, mailboxes, events);
                daemon.start();
                joined.values().forEach(daemon::dagJoined);
                daemons.put(spec.name(), daemon);
            }
        }
        before.values().forEach(RunningDaemon::close);
    }

    /** How often the worker was told which daemons to run. */
    int registrations() {
        return registrations;
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
        joined.put(dag.id(), dag);
        return all(daemon -> daemon.dagJoined(dag));
    }

    /** Completes when all daemons have let go of the DAG's files. */
    CompletableFuture<Void> dagLeft(String dag) {
        joined.remove(dag);
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
