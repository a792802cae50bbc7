package io.mr3.am.group;

import com.google.protobuf.ByteString;
import io.mr3.am.daemon.DaemonSupervisor;
import io.mr3.common.DagId;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTask;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.DaemonEvents;
import io.mr3.rpc.proto.DaemonReport;
import io.mr3.rpc.proto.DaemonStart;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.Registered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The daemons of a group, and how far their attempts have come in each worker. A worker gets the whole history of each when it
 * registers and every later event after that, over one connection, so that all see the same events in the same order. Owned by
 * the group's mailbox.
 */
final class GroupDaemons {
    /** Of a history go into one order, so that no message comes near the largest frame. */
    private static final int CHUNK_BYTES = 2 << 20;

    private final Map<String, DaemonSupervisor> daemons = new LinkedHashMap<>();

    GroupDaemons(String group, List<DaemonSpec> specs, Mailboxes mailboxes, DaemonSupervisor.Group owner) {
        specs.forEach(spec -> daemons.put(spec.name(), new DaemonSupervisor(spec, group, mailboxes, owner)));
    }

    void start() {
        daemons.values().forEach(DaemonSupervisor::start);
    }

    void close() {
        daemons.values().forEach(DaemonSupervisor::close);
    }

    /** Tells a worker that has registered, or has come from another group, which daemons to start, and all that has happened to each. */
    void introduce(Worker worker, Registered.Builder answer) {
        List<Order> histories = new ArrayList<>();
        for (DaemonSupervisor daemon : daemons.values()) {
            List<ByteString> history = daemon.history();
            answer.addDaemons(DaemonStart.newBuilder()
                    .setName(daemon.spec().name())
                    .setClassName(daemon.spec().className())
                    .setPayload(daemon.spec().settings().payload())
                    .setHistory(history.size()));
            inChunks(daemon.spec(), history, histories::add);
        }
        worker.introduced(daemons.keySet());
        worker.channel().order(null, Order.newBuilder().setRegistered(answer).build());
        histories.forEach(order -> worker.channel().order(null, order));
    }

    private static void inChunks(DaemonSpec daemon, List<ByteString> events, Consumer<Order> orders) {
        DaemonEvents.Builder chunk = DaemonEvents.newBuilder().setDaemon(daemon.name());
        int bytes = 0;
        for (ByteString event : events) {
            if (bytes > 0 && bytes + event.size() > CHUNK_BYTES) {
                orders.accept(Order.newBuilder().setDaemonEvents(chunk).build());
                chunk.clearEvents();
                bytes = 0;
            }
            chunk.addEvents(event);
            bytes += event.size() + 1;
        }
        if (chunk.getEventsCount() > 0) {
            orders.accept(Order.newBuilder().setDaemonEvents(chunk).build());
        }
    }

    /** Sends an event to the workers that have been introduced to the daemon. */
    static void broadcast(DaemonSpec daemon, ByteString event, Iterable<Worker> workers) {
        Order order = Order.newBuilder()
                .setDaemonEvents(
                        DaemonEvents.newBuilder().setDaemon(daemon.name()).addEvents(event))
                .build();
        for (Worker worker : workers) {
            if (worker.isActive() || worker.state() == Worker.State.PREPARING) {
                worker.channel().order(null, order);
            }
        }
    }

    /**
     * An attempt is ready, or says something, which its DaemonTask hears once the worker serves.
     *
     * @throws IllegalArgumentException if the worker runs no such daemon
     */
    void reported(Worker worker, DaemonReport report) {
        if (report.getRegistration() != worker.registrations()) {
            return;
        }
        DaemonSupervisor daemon = daemons.get(report.getDaemon());
        if (daemon == null) {
            throw new IllegalArgumentException(
                    "expected one of the daemons " + daemons.keySet() + ", got '" + report.getDaemon() + "'");
        }
        if (report.hasReady()) {
            worker.daemonReady(report.getDaemon(), report.getReady());
        } else if (worker.daemonsServe()) {
            daemon.received(attempt(worker, daemon), report.getMessage());
        } else {
            worker.keep(report);
        }
    }

    /** All attempts of the worker are ready, and it serves from now on. */
    void workerReady(Worker worker) {
        daemons.values().forEach(daemon -> daemon.attemptReady(attempt(worker, daemon)));
        worker.takeKept().forEach(report -> reported(worker, report));
    }

    /** A worker that has served does so no more. */
    void workerGone(Worker worker, String reason) {
        leave(worker, (daemon, attempt) -> daemon.attemptEnded(attempt, reason));
    }

    /** A worker that has served does so in another group. */
    void workerMoved(Worker worker) {
        leave(worker, DaemonSupervisor::attemptMoved);
    }

    private void leave(Worker worker, BiConsumer<DaemonSupervisor, DaemonTask.Attempt> tell) {
        if (!worker.daemonsServe()) {
            return;
        }
        worker.daemonsLeave();
        daemons.values().forEach(daemon -> tell.accept(daemon, attempt(worker, daemon)));
    }

    void dagJoined(DagId dag) {
        daemons.values().forEach(daemon -> daemon.dagJoined(dag.toString()));
    }

    void dagLeft(DagId dag) {
        daemons.values().forEach(daemon -> daemon.dagLeft(dag.toString()));
    }

    List<GroupStatus.DaemonStatus> status(WorkerPool pool) {
        int ready = (int) pool.in(Worker.State.ACTIVE).count();
        return daemons.values().stream()
                .map(daemon -> new GroupStatus.DaemonStatus(
                        daemon.spec().name(), daemon.spec().className(), ready, daemon.historySize()))
                .toList();
    }

    private static DaemonTask.Attempt attempt(Worker worker, DaemonSupervisor daemon) {
        return new DaemonTask.Attempt(
                worker.id().toString(),
                worker.ref().location(),
                worker.daemonMetadata(daemon.spec().name()));
    }
}
