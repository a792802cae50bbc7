package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.agent.ContainerProcesses.Start;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerRecord;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container from its order until its end is acknowledged. It takes one step at a time; an order to stop that comes
 * meanwhile is carried out when the step is over. What it is about to do is on the disk before it does it. On the agent's
 * mailbox.
 */
final class Container {
    private static final Logger LOG = LoggerFactory.getLogger(Container.class);
    private static final int MOST_TRIES = 3;
    private static final Duration TRY_AGAIN = Duration.ofMillis(500);
    private static final Duration RUN_AGAIN = Duration.ofSeconds(1);
    private static final Duration STOP_IS_WRITTEN_WITHIN = Duration.ofSeconds(1);

    private enum Stage {
        ACCEPTING,
        WAITING,
        PREPARING,
        STARTING,
        RUNNING,
        ENDING,
        ENDED
    }

    private record Remains(List<String> lastLines, boolean outOfMemory) {}

    private final ContainerHost host;
    private final ContainerHost.Tools tools;
    private final ContainerFacts facts;
    private final RecordWriter writer;
    private final ContainerSignals signals;
    private final Stopping stopping;
    private final ExitWatch exitWatch = new ExitWatch();
    private Stage stage = Stage.ACCEPTING;
    private int failedTries;
    private boolean stopIsWritten;
    private boolean endIsWritten;
    /** Null, or the status of a process that ended before its start was known to be over. */
    private Integer earlyExit;

    private Container(ContainerHost host, ContainerFacts facts) {
        this.host = host;
        this.tools = host.tools();
        this.facts = facts;
        this.signals =
                new ContainerSignals(facts.id, tools, this::running, (process, sight) -> seen(process.start(), sight));
        this.stopping = new Stopping(host, signals);
        this.writer = new RecordWriter(
                facts.id, tools, () -> facts.record(stopping.reason()), record -> facts.tell(record.getPhase()));
    }

    /** One that was ordered now; {@link #accept} comes next. */
    static Container ordered(ContainerHost host, Launch launch) {
        return new Container(host, new ContainerFacts(launch));
    }

    /** One that an agent before this one wrote down; {@link #adopt} comes next. */
    static Container written(ContainerHost host, ContainerRecord record) {
        Container container = new Container(host, ContainerFacts.of(record));
        if (record.hasStop()) {
            container.stopping.request(record.getStop(), Duration.ZERO);
        }
        return container;
    }

    ContainerId id() {
        return facts.id;
    }

    Amount amount() {
        return facts.launch.getAmount();
    }

    boolean hasEnded() {
        return stage == Stage.ENDED;
    }

    /** Whether somebody has told it to end. */
    boolean isToEnd() {
        return stopping.isRequested();
    }

    /** Nothing more will be known of it, and all that is known is on the disk. */
    boolean isOver() {
        return endIsWritten;
    }

    /** Its process, while it runs. */
    Optional<Running> running() {
        return stage == Stage.RUNNING ? Optional.of(facts.running()) : Optional.empty();
    }

    /** Its working directory, once it has one. */
    Optional<Path> directory() {
        return Optional.ofNullable(facts.directory);
    }

    /** All that the master may know, but for the number. */
    ContainerReport.Builder report() {
        return facts.report();
    }

    void uses(long megabytes) {
        facts.memoryMb = megabytes;
    }

    /** Writes down that it is to be launched, then waits for its turn. */
    void accept() {
        writer.write(failure -> {
            if (failure == null) {
                await();
            } else {
                host.recordsFail(failure.getMessage());
                refuse(Cause.BUSY, "cannot be written down: " + failure.getMessage());
            }
        });
    }

    private void await() {
        stage = Stage.WAITING;
        host.changed(this);
        if (stopping.isRequested()) {
            endUnstarted();
        } else {
            host.wantsLaunch(this);
        }
    }

    /** Its turn has come; false if it no longer wants it. */
    boolean launch() {
        if (stage != Stage.WAITING) {
            return false;
        }
        if (facts.directory == null) {
            Optional<Path> disk = host.disk();
            if (disk.isEmpty()) {
                refuse(Cause.BUSY, "no disk of this node is good");
                return false;
            }
            facts.directory = tools.workplace().directory(disk.get(), facts.id);
        }
        stage = Stage.PREPARING;
        facts.forward(ContainerPhase.LOCALIZING);
        facts.tell(ContainerPhase.LOCALIZING);
        host.changed(this);
        Path directory = facts.directory;
        tools.steps()
                .run(
                        () -> {
                            tools.workplace().prepare(facts.id, facts.launch, directory);
                            return directory;
                        },
                        done -> prepared(),
                        this::launchFailed);
        return true;
    }

    private void prepared() {
        if (goesNoFurther()) {
            return;
        }
        stage = Stage.STARTING;
        facts.start++;
        facts.boot = tools.boot();
        facts.starting = true;
        writer.write(failure -> {
            if (failure == null) {
                startProcess();
            } else {
                launchFailed(failure);
            }
        });
    }

    private void startProcess() {
        if (goesNoFurther()) {
            return;
        }
        Start order = new Start(facts.id, facts.start, facts.directory, facts.launch);
        tools.steps()
                .run(
                        () -> tools.processes().start(order, status -> host.post(() -> exited(order.start(), status))),
                        this::started,
                        this::launchFailed);
    }

    /** Whether it was stopped meanwhile, or has to wait until the master is there again. */
    private boolean goesNoFurther() {
        if (!stopping.isRequested() && host.mayStart()) {
            return false;
        }
        facts.starting = false;
        host.launchOver(this);
        await();
        return true;
    }

    private void launchFailed(IOException failure) {
        facts.starting = false;
        host.launchOver(this);
        failedTries++;
        if (stopping.isRequested()) {
            endUnstarted();
        } else if (!(failure instanceof RefusedException) && failedTries < MOST_TRIES) {
            LOG.warn("launching {} failed, is tried again: {}", facts.id, failure.getMessage());
            stage = Stage.WAITING;
            host.after(TRY_AGAIN.multipliedBy(failedTries), () -> host.wantsLaunch(this));
        } else if (facts.attempt > 1) {
            finish(
                    ContainerPhase.ENDED,
                    ContainerEnds.of(Cause.FAILED, "could not be started again: " + failure.getMessage()));
        } else {
            refuse(Cause.LAUNCH_FAILED, failure.getMessage());
        }
    }

    private void started(ProcessStamp stamp) {
        LOG.info("{} runs as pid {}, attempt {}", facts.id, stamp.pid(), facts.attempt);
        host.launchOver(this);
        failedTries = 0;
        runs(stamp);
        if (earlyExit != null) {
            ended(earlyExit);
        }
    }

    private void runs(ProcessStamp stamp) {
        facts.process = stamp;
        facts.starting = false;
        facts.forward(ContainerPhase.RUNNING);
        stage = Stage.RUNNING;
        if (stopping.isRequested()) {
            stopProcess();
        } else {
            writer.write(failure -> host.changed(this));
        }
    }

    /** The process of that start has ended; may come before {@link #started}. */
    private void exited(int start, int status) {
        if (start == facts.start && stage == Stage.STARTING) {
            earlyExit = status;
        } else if (start == facts.start && stage == Stage.RUNNING) {
            ended(status);
        }
    }

    /** Somebody has looked at the process of that start. */
    void seen(int start, Sight sight) {
        if (start != facts.start || stage != Stage.RUNNING) {
            return;
        }
        exitWatch.judge(sight, stopping.hasKilled(), host.nanoTime()).ifPresent(this::ended);
    }

    /** What it has started may still run, and may not: this host has promised that memory to others. */
    private void ended(int status) {
        Running gone = facts.running();
        Path directory = facts.directory;
        stage = Stage.ENDING;
        earlyExit = null;
        exitWatch.begin();
        stopping.over();
        tools.steps()
                .run(
                        () -> {
                            tools.processes().kill(gone);
                            return new Remains(
                                    tools.workplace().lastLines(directory),
                                    tools.processes().ranOutOfMemory(facts.id));
                        },
                        remains -> swept(status, remains),
                        failure -> {
                            LOG.warn("what {} has started may still run: {}", facts.id, failure.getMessage());
                            swept(status, new Remains(List.of(), false));
                        });
    }

    private void swept(int status, Remains remains) {
        facts.process = null;
        boolean failed = status != 0 && !remains.outOfMemory();
        boolean isToEnd = stopping.isRequested() && !stopping.isForHang();
        if (!isToEnd && failed && facts.mayRunAgain()) {
            runAgain(status);
        } else if (isToEnd || stopping.isForHang() && status != 0) {
            finish(ContainerPhase.ENDED, ContainerEnds.stopped(stopping.reason(), status, remains.lastLines()));
        } else {
            finish(ContainerPhase.ENDED, ContainerEnds.ended(status, remains.outOfMemory(), remains.lastLines()));
        }
    }

    private void runAgain(int status) {
        String why = stopping.isForHang() ? stopping.reason().getDiagnostics() + ", " : "";
        LOG.info("{}: {}{}; is started again", facts.id, why, ExitStatus.words(status));
        stopping.forget();
        stopIsWritten = false;
        facts.attempt++;
        stage = Stage.WAITING;
        writer.write(failure -> host.changed(this));
        host.after(RUN_AGAIN, () -> host.wantsLaunch(this));
    }

    /** Ends it; the strictest of several orders counts, the first one's reason is told. One that hangs may run again. */
    void stop(Cause cause, String why, Duration grace) {
        if (stage == Stage.ENDED) {
            if (endIsWritten) {
                host.changed(this);
            }
            return;
        }
        boolean first = !stopping.isRequested();
        stopping.request(ContainerEnds.of(cause, why), grace);
        if (stage == Stage.WAITING) {
            endUnstarted();
        } else if (stage == Stage.RUNNING && first) {
            stopProcess();
        } else if (stage == Stage.RUNNING && stopIsWritten) {
            stopping.begin();
        }
    }

    /** First that is written down, so that its end is told as what it is; but a disk that hangs does not keep it alive. */
    private void stopProcess() {
        if (!stopping.isForHang()) {
            facts.forward(ContainerPhase.STOPPING);
        }
        writer.write(failure -> {
            host.changed(this);
            stopIsWritten();
        });
        host.after(STOP_IS_WRITTEN_WITHIN, this::stopIsWritten);
    }

    private void stopIsWritten() {
        if (!stopIsWritten && stage == Stage.RUNNING) {
            stopIsWritten = true;
            stopping.begin();
        }
    }

    /** Has its JVM print its threads, if it runs. */
    void dumpThreads() {
        signals.dumpThreads();
    }

    /** It was to run, or to run again, and now it will not. */
    private void endUnstarted() {
        ContainerEnd reason = stopping.reason();
        finish(
                ContainerPhase.ENDED,
                ContainerEnds.of(reason.getCause(), reason.getDiagnostics() + "; it was not running"));
    }

    private void refuse(Cause cause, String why) {
        finish(ContainerPhase.REFUSED, ContainerEnds.of(cause, why));
    }

    private void finish(ContainerPhase last, ContainerEnd how) {
        LOG.info("{} is {}: {}", facts.id, last, how.getDiagnostics());
        stage = Stage.ENDED;
        facts.forward(last);
        facts.end = how;
        writer.write(failure -> {
            endIsWritten = true;
            host.changed(this);
            clear();
        });
    }

    private void clear() {
        if (facts.directory != null) {
            Path directory = facts.directory;
            tools.steps()
                    .attempt("clearing " + directory, () -> tools.workplace().clear(facts.id, directory));
        }
    }

    /** Finds out what has become of it since it was written down; then {@code settled}. */
    void adopt(Runnable settled) {
        if (facts.end != null) {
            stage = Stage.ENDED;
            endIsWritten = true;
            clear();
            settled.run();
            return;
        }
        tools.workplace().found(facts.id, facts.launch);
        if (facts.start > 0 && !facts.boot.equals(tools.boot())) {
            finish(ContainerPhase.ENDED, ContainerEnds.of(Cause.NODE_GONE, "its host was started again"));
            settled.run();
        } else if (facts.process != null) {
            LOG.info("{} ran as pid {}", facts.id, facts.process.pid());
            stage = Stage.RUNNING;
            stopIsWritten = stopping.isRequested();
            stopping.begin();
            look(settled);
        } else if (facts.starting) {
            find(settled);
        } else {
            await();
            settled.run();
        }
    }

    /** An agent before this one began a start and did not write down what came of it. */
    private void find(Runnable settled) {
        tools.steps()
                .run(
                        () -> tools.processes().find(facts.id, facts.start),
                        found -> {
                            facts.starting = false;
                            if (found.isPresent()) {
                                runs(found.get());
                                look(settled);
                            } else {
                                await();
                                settled.run();
                            }
                        },
                        failure -> {
                            String why = "what came of its start cannot be read: " + failure.getMessage();
                            finish(ContainerPhase.ENDED, ContainerEnds.of(Cause.CAUSE_UNKNOWN, why));
                            settled.run();
                        });
    }

    private void look(Runnable settled) {
        Running adopted = facts.running();
        tools.steps()
                .run(
                        () -> tools.processes().look(adopted),
                        sight -> {
                            seen(adopted.start(), sight);
                            settled.run();
                        },
                        failure -> {
                            LOG.warn("cannot look at {}: {}", facts.id, failure.getMessage());
                            settled.run();
                        });
    }
}
