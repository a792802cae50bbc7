package io.mr3.worker;

import io.mr3.common.WorkerId;
import io.mr3.common.files.DiskProbe;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.DaemonStart;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.testkit.RecordedDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A worker without a connection: the test is its ContainerGroup, and by wish hands producers' events on to consumers.
 */
public final class WorkerHarness {
    private final WorkerState worker;
    private final LocalDirs dirs;
    private final RecordedDaemon.World shuffle = RecordedDaemon.world(ShuffleDaemon.NAME);
    private final WorkerId id;
    private final List<FromWorker> messages = new ArrayList<>();
    private boolean handsOn;

    public WorkerHarness(WorkerSettings settings, Mailboxes mailboxes, TaskHost host) throws IOException {
        id = settings.id();
        dirs = LocalDirs.open(settings.localDirs(), settings.id().toString());
        worker = new WorkerState(settings, mailboxes, host, dirs);
        worker.post(() -> worker.connected(new GroupLink() {
            @Override
            public void send(FromWorker message) {
                received(message);
            }

            @Override
            public void close(String reason) {}
        }));
    }

    /** From here on, whatever a producer says of its output goes to the consumers in this worker. */
    public WorkerHarness handOn() {
        handsOn = true;
        return this;
    }

    /** Starts the daemon that stands for the shuffle handler, of which nobody asks anything; the worker serves when it is ready. */
    public WorkerHarness serve() {
        return serve(Duration.ZERO);
    }

    /** The same for a worker that ends when it has heard nothing for that long. */
    public WorkerHarness serve(Duration silenceLimit) {
        order(Order.newBuilder()
                .setRegistered(Registered.newBuilder()
                        .setHeartbeatIntervalMs(1000)
                        .setSilenceLimitMs(silenceLimit.toMillis())
                        .addDaemons(DaemonStart.newBuilder()
                                .setName(shuffle.spec().name())
                                .setClassName(shuffle.spec().className())
                                .setPayload(shuffle.spec().settings().payload()))));
        return this;
    }

    /** From here on {@code file} is touched. */
    public WorkerHarness showPulse(Path file) {
        worker.post(() -> worker.showPulse(file));
        return this;
    }

    /** From here on its local directories are checked, and are what {@code probe} says. */
    public WorkerHarness watchDisks(DiskProbe probe) {
        worker.post(() -> worker.watch(dirs, probe));
        return this;
    }

    public RecordedDaemon.Attempt shuffle() {
        return shuffle.attempts.get(id.toString());
    }

    public void order(Order.Builder... orders) {
        List<Order> built = new ArrayList<>();
        for (Order.Builder order : orders) {
            built.add(order.build());
        }
        worker.post(() -> worker.obey(built));
    }

    public void launch(Launch.Builder launch) {
        order(Order.newBuilder().setLaunch(launch));
    }

    public void lose() {
        worker.post(() -> worker.end(new WorkerEnd(WorkerEnd.LOST, "test")));
    }

    public CompletableFuture<WorkerEnd> ended() {
        return worker.ended();
    }

    /** Messages so far, one per turn that had something to say. */
    public synchronized List<FromWorker> messages() {
        return List.copyOf(messages);
    }

    public List<Report> reports() {
        return messages().stream()
                .flatMap(message -> message.getReportsList().stream())
                .toList();
    }

    public List<AttemptReport> reports(String attempt) {
        return reports().stream()
                .map(Report::getAttempt)
                .filter(report -> report.getAttemptId().equals(attempt))
                .toList();
    }

    public List<TaskEvent> events(String attempt) {
        return reports(attempt).stream()
                .flatMap(report -> report.getEventsList().stream())
                .toList();
    }

    /** The attempt's end, or null while it runs. */
    public AttemptEnd end(String attempt) {
        return reports(attempt).stream()
                .filter(AttemptReport::hasEnd)
                .map(AttemptReport::getEnd)
                .findFirst()
                .orElse(null);
    }

    public boolean has(Predicate<Report> kind) {
        return reports().stream().anyMatch(kind);
    }

    private void received(FromWorker message) {
        synchronized (this) {
            messages.add(message);
        }
        if (handsOn) {
            for (Report report : message.getReportsList()) {
                List<OutputEvent> outputs = report.getAttempt().getEventsList().stream()
                        .filter(TaskEvent::hasOutput)
                        .map(TaskEvent::getOutput)
                        .toList();
                if (!outputs.isEmpty()) {
                    String dag = io.mr3.common.AttemptId.parse(
                                    report.getAttempt().getAttemptId())
                            .dag()
                            .toString();
                    order(Order.newBuilder()
                            .setEdgeEvents(EdgeEvents.newBuilder().setDagId(dag).addAllEvents(outputs)));
                }
            }
        }
    }
}
