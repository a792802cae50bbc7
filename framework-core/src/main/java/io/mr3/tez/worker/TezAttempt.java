package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.worker.AttemptListener;
import io.mr3.worker.RunningAttempt;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.runtime.task.EndReason;
import org.apache.tez.runtime.task.TaskRunner2Result;
import org.apache.tez.runtime.task.TezTaskRunner2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: a root thread made for it, on which everything of it is built, so that every other thread of the attempt
 * descends from it and inherits what the application's environment set there. Its last report is the root thread's last
 * act.
 */
final class TezAttempt implements RunningAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(TezAttempt.class);

    /** Tez's name for the counters of one part of a task, here of what the application counts itself. */
    private static final String ENVIRONMENT = "environment";

    private final AttemptId id;
    private final TezDag dag;
    private final VertexBlueprint vertex;
    private final Launch launch;
    private final AttemptDirs dirs;
    private final AttemptListener listener;
    private final ThreadGroup group;
    private final AttemptContext context;
    private final AttemptReporter reporter;
    private final LocalInputs localInputs;
    /** Of the handler that serves its outputs. */
    private final int shufflePort;

    private final BlockingQueue<Consumer<AttemptCompanion>> wishes = new LinkedBlockingQueue<>();
    private volatile String killReason = "stopped by its worker";

    private TezAttempt(
            AttemptId id,
            TezDag dag,
            VertexBlueprint vertex,
            Launch launch,
            AttemptDirs dirs,
            AttemptListener listener) {
        this.id = id;
        this.dag = dag;
        this.vertex = vertex;
        this.launch = launch;
        this.dirs = dirs;
        this.listener = listener;
        this.group = dag.worker().groups().take();
        this.context = new AttemptContext(id, vertex.name());
        this.localInputs = dag.localInputs();
        this.shufflePort = dag.nextShufflePort(id.vertex());
        this.reporter = new AttemptReporter(
                id,
                new AttemptPlace(
                        id + " of vertex " + vertex.name() + " on "
                                + dag.worker().name(),
                        dag.worker().localDirs()),
                new OutgoingEvents(id, vertex, this::toldToOthers),
                listener,
                this::registered);
    }

    static TezAttempt start(
            AttemptId id,
            TezDag dag,
            VertexBlueprint vertex,
            Launch launch,
            AttemptDirs dirs,
            AttemptListener listener) {
        TezAttempt attempt = new TezAttempt(id, dag, vertex, launch, dirs, listener);
        Thread root = new Thread(attempt.group, attempt.context.wrap(attempt::live), id + " root");
        root.setDaemon(true);
        root.start();
        return attempt;
    }

    @Override
    public void deliver(List<RoutedEvent> events) {
        localInputs.add(events);
        wishes.add(companion -> companion.add(events));
    }

    @Override
    public void answerCommit(boolean granted) {
        reporter.answerCommit(granted);
    }

    @Override
    public void kill(String reason) {
        killReason = reason;
        wishes.add(AttemptCompanion::kill);
    }

    @Override
    public Optional<AttemptEnd> announcedEnd() {
        return Optional.ofNullable(reporter.reportedEnd());
    }

    @Override
    public Optional<AttemptEnd> endOfProcess() {
        return Arrays.stream(AttemptGroups.threads(group))
                .map(Thread::getStackTrace)
                .filter(TezAttempt::endsProcess)
                .findFirst()
                .map(stack -> AttemptFailure.endsProcess(reporter.where(), stack));
    }

    private static boolean endsProcess(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName())
                        && frame.getMethodName().equals("exit"));
    }

    @Override
    public String stacks() {
        return Arrays.stream(AttemptGroups.threads(group))
                .map(thread -> thread
                        + Arrays.stream(thread.getStackTrace())
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    /** There is a task to hand events to, and to count with. */
    private void registered() {
        dag.worker().environments().attemptCounts(id.toString(), reporter.task().addAndGetTezCounter(ENVIRONMENT));
        wishes.add(companion -> {});
    }

    private void live() {
        AttemptReport.Builder last = AttemptReport.newBuilder().setAttemptId(id.toString());
        Throwable failure = null;
        long began = System.currentTimeMillis();
        try {
            dag.worker().environments().attemptBegins(id.toString());
            try {
                failure = run(last);
            } finally {
                dag.worker().environments().attemptEnds(id.toString());
            }
        } catch (Throwable e) {
            LOG.error("{} failed outside of its task", id, e);
            last.clearEvents().setEnd(AttemptFailure.failed(null, e, null, null, reporter.where()));
            failure = e;
        }
        dag.worker().groups().giveBack(group);
        last.getEndBuilder().setBeganMs(began).setDoneMs(System.currentTimeMillis());
        listener.report(last.build());
        AttemptFailure.poison(failure).ifPresent(error -> listener.poisoned(id, error));
    }

    /** Runs the task, fills in the last report and returns what the task failed with, if anything. */
    private Throwable run(AttemptReport.Builder last) throws IOException, InterruptedException {
        AttemptClock clock = new AttemptClock(group);
        AttemptExecutor executor = new AttemptExecutor(id.toString(), context);
        AttemptProgress progress = new AttemptProgress(
                id,
                listener,
                clock,
                executor,
                dag.worker().progressInterval(),
                dag.worker().counterInterval());
        TezTaskAttemptID tezId = TezTaskAttemptID.fromString(id.toString());
        Thread companionThread = null;
        try {
            TezTaskRunner2 runner = dag.runner(
                    vertex.taskSpec(tezId, launch, memoryBytes()),
                    memoryBytes(),
                    dirs,
                    dirs.all() ? shufflePort : OwnOutputs.NO_HANDLER,
                    reporter,
                    executor);
            IncomingEvents events = new IncomingEvents(tezId, vertex, this::toldToTez);
            AttemptCompanion companion = new AttemptCompanion(wishes, runner, reporter, events, progress);
            companionThread = new Thread(context.wrap(companion), id + " companion");
            companionThread.setDaemon(true);
            companionThread.start();
            TaskRunner2Result result = runner.run();
            AttemptEnd end = end(result);
            boolean succeeded = end.getOutcome() == AttemptEnd.Outcome.SUCCEEDED;
            AttemptStatus status = progress.last(reporter.task(), succeeded);
            last.setEnd(end).setStatus(status);
            if (succeeded) {
                last.addAllEvents(reporter.closingEvents());
            } else if (end.getOutcome() != AttemptEnd.Outcome.KILLED && !end.getEndsWorker()) {
                blameDamagedInputs(last);
            }
            return result.getError();
        } finally {
            executor.shutdownNow();
            if (companionThread != null) {
                wishes.add(AttemptCompanion::stop);
                companionThread.join();
            }
        }
    }

    /** Outputs of this worker are its own handler's, so that Tez reads them from the disk; unless it would not find all. */
    private ByteString toldToTez(ByteString output) {
        return dirs.all() ? dag.ownOutputs().named(shufflePort, output) : output;
    }

    private ByteString toldToOthers(ByteString output) {
        return dirs.all() ? output : dag.ownOutputs().served(shufflePort, output);
    }

    /** The attempt had to fail if what it read was damaged; half the time that it has for its end is for finding out. */
    private void blameDamagedInputs(AttemptReport.Builder last) {
        List<TaskEvent> complaints =
                localInputs.complaints(dag.worker().killGrace().dividedBy(2));
        if (!complaints.isEmpty()) {
            LOG.warn(
                    "{} failed; inputs on this worker's disks are damaged: {}, the first is {}",
                    id,
                    complaints.size(),
                    complaints.get(0).getReadError().getDiagnostics());
            last.addAllEvents(complaints).getEndBuilder().setOutcome(AttemptEnd.Outcome.FAILED);
        }
    }

    private long memoryBytes() {
        return (long) launch.getMemoryMb() << 20;
    }

    private AttemptEnd end(TaskRunner2Result result) {
        AttemptEnd reported = reporter.reportedEnd();
        if (reported != null) {
            return reported;
        }
        EndReason reason = result.getEndReason();
        if (reason == EndReason.SUCCESS) {
            return reporter.isClosed()
                    ? AttemptEnd.newBuilder()
                            .setOutcome(AttemptEnd.Outcome.SUCCEEDED)
                            .build()
                    : AttemptFailure.failed(
                            null, null, "interrupted before its outputs were closed", null, reporter.where());
        }
        if (reason == EndReason.KILL_REQUESTED || reason == EndReason.CONTAINER_STOP_REQUESTED) {
            return AttemptFailure.killed(killReason);
        }
        return AttemptFailure.failed(
                result.getTaskFailureType(), result.getError(), reason.name(), null, reporter.where());
    }
}
