package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.master.ContainerExit.Kind;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.view.WorkerView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What follows from the end of a container: its application hears of it exactly once, or it is asked for once more if nothing
 * was started. A name that may have been started is never launched again. On the master's mailbox alone.
 */
final class ContainerEnds {
    /** Of those that have ended and are still shown. */
    private static final int MOST_REMEMBERED = 500;
    /** A node that has said it has no room gets nothing for so long. */
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);
    /** Requests of an application whose launches fail wait so long. */
    private static final Duration BRAKE = Duration.ofSeconds(3);
    /** Exit statuses above it are those of signals: the worker did not end itself. */
    private static final int BY_SIGNAL = 128;

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Containers containers;
    private final Deque<WorkerView> remembered = new ArrayDeque<>();

    ContainerEnds(MasterContext context, Nodes nodes, Applications applications, Containers containers) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
        this.containers = containers;
    }

    /** Those that have ended lately, oldest first. */
    Collection<WorkerView> remembered() {
        return remembered;
    }

    /** It is not there any more, or never was. */
    void ended(Container container, ContainerExit exit) {
        Application application = applications.find(container.id.application());
        if (exit.kind() != Kind.NEVER_THERE) {
            remember(container, exit);
        }
        noteFault(application, container, exit);
        boolean again = tell(application, container, exit);
        containers.free(container);
        if (again) {
            containers.askAgain(application, container);
        }
    }

    /** Tells the application whatever it is to hear; returns whether the container is to be asked for once more instead. */
    private boolean tell(Application application, Container container, ContainerExit exit) {
        if (application == null || application.hasEnded() || container.stop == Stop.UNWANTED) {
            return false;
        }
        if (container.told) {
            tellEnded(application, container, exit);
        } else if (!application.registered) {
            tellUnregistered(application, container, exit);
        } else if (exit.kind() == Kind.RAN && container.stop != Stop.LATE) {
            tellStarted(application, container);
            tellEnded(application, container, exit);
        } else if (container.stop == Stop.RELEASED) {
            return false; // it was given back before it had started
        } else if (exit.kind() == Kind.BUSY || exit.kind() == Kind.NEVER_THERE || mayFailAgain(container, exit)) {
            return true;
        } else {
            tellRefused(application, container, exit);
        }
        return false;
    }

    /** Its process has been started. */
    void started(Container container) {
        Application application = applications.find(container.id.application());
        container.ran = true;
        boolean wanted = container.stop == null || container.stop == Stop.DRAINED || container.stop == Stop.KILLED;
        if (wanted && !container.told && application != null && !application.hasEnded()) {
            tellStarted(application, container);
            application.tellDraining(container);
        }
    }

    /** The node and all that was on it are gone. */
    void nodeGone(Node node, String why) {
        for (Container container : List.copyOf(node.containers.values())) {
            boolean mayHaveCome = container.isAtLeast(Stage.LAUNCHED) && container.sent;
            ended(
                    container,
                    ContainerExit.nodeLost(
                            container.ran ? Kind.RAN : mayHaveCome ? Kind.UNKNOWN : Kind.NEVER_THERE, why));
        }
    }

    private boolean mayFailAgain(Container container, ContainerExit exit) {
        return exit.kind() == Kind.NOT_LAUNCHED
                && container.failures < context.settings().launchAttempts();
    }

    private void tellStarted(Application application, Container container) {
        context.count(Counters.Counter.STARTED_WORKERS);
        application.tellStarted(container);
        context.outbox().tell(application);
    }

    /** Whether it was told by a master of before is unknown: it picks what it needs when it registers. */
    private void tellUnregistered(Application application, Container container, ContainerExit exit) {
        if (exit.kind() == Kind.RAN) {
            tellStarted(application, container);
        } else if (exit.kind() == Kind.UNKNOWN || exit.kind() == Kind.NOT_LAUNCHED) {
            tellRefused(application, container, exit);
        }
        tellEnded(application, container, exit);
    }

    private void tellEnded(Application application, Container container, ContainerExit exit) {
        context.count(Counters.Counter.ENDED_WORKERS);
        application.tellEnded(
                container.id.worker(),
                WorkerEnded.newBuilder()
                        .setCause(causeFor(container, exit))
                        .setStatus(exit.status())
                        .setDiagnostics(diagnostics(container, exit))
                        .addAllLastLines(exit.lastLines()));
        context.outbox().tell(application);
    }

    private static String diagnostics(Container container, ContainerExit exit) {
        return isKilled(container, exit) ? Killing.says(container.killedBy) : exit.diagnostics();
    }

    private static boolean isKilled(Container container, ContainerExit exit) {
        return container.stop == Stop.KILLED && exit.cause() != WorkerEnded.Cause.NODE_LOST;
    }

    private static WorkerEnded.Cause causeFor(Container container, ContainerExit exit) {
        if (container.stop == Stop.RELEASED) {
            return WorkerEnded.Cause.RELEASED;
        }
        boolean drained = container.stop == Stop.DRAINED && exit.cause() != WorkerEnded.Cause.NODE_LOST;
        return drained || isKilled(container, exit) ? WorkerEnded.Cause.PREEMPTED : exit.cause();
    }

    private void tellRefused(Application application, Container container, ContainerExit exit) {
        context.count(Counters.Counter.REFUSED_WORKERS);
        String launches =
                container.failures > 1 ? container.failures + " launches failed, at last on " : "not launched on ";
        application.tellRefused(
                container,
                WorkerRefused.newBuilder()
                        .setKind(WorkerRefused.Kind.LAUNCH_FAILED)
                        .setReason(launches + container.node + ": " + exit.diagnostics())
                        .addAllLastLines(exit.lastLines()));
        context.outbox().tell(application);
    }

    /** What it says about its node and about its application. */
    private void noteFault(Application application, Container container, ContainerExit exit) {
        Node node = container.node;
        if (exit.kind() == Kind.BUSY) {
            context.count(Counters.Counter.BUSY_REFUSALS);
            node.busyUntil = context.now() + BUSY_FOR.toNanos();
            node.busy = true;
            nodes.refresh(node);
            return;
        }
        boolean ownEnd = container.stop != null && container.stop != Stop.LATE;
        if (!ownEnd && exit.cause() == WorkerEnded.Cause.DISK_FULL) {
            node.faults.add("", context.now());
            nodes.refresh(node);
            return;
        }
        boolean notLaunched = exit.kind() == Kind.NOT_LAUNCHED || container.stop == Stop.LATE;
        boolean crashed = exit.kind() == Kind.RAN && exit.cause() == WorkerEnded.Cause.FAILED;
        if (ownEnd || !(notLaunched || crashed)) {
            return;
        }
        if (notLaunched || exit.status() < 0 || exit.status() > BY_SIGNAL) {
            node.faults.add(container.id.application(), context.now());
            nodes.refresh(node);
        }
        if (application != null) {
            application.failures.add(node.host);
            applications.avoid(application, nodes.hosts());
        }
        if (notLaunched) {
            noteFailedLaunch(application, container);
        }
    }

    private void noteFailedLaunch(Application application, Container container) {
        context.count(Counters.Counter.FAILED_LAUNCHES);
        container.failures++;
        if (application == null || application.hasEnded()) {
            return;
        }
        application.failedLaunches.add(context.now());
        if (!application.braked
                && application.failedLaunches.count(context.now())
                        > context.settings().failedLaunches()) {
            brake(application);
        }
    }

    /** Something is wrong with whatever it launches: its requests wait for a moment. */
    private void brake(Application application) {
        application.braked = true;
        containers.withholdWaiting(application);
        Mailbox mailbox = context.mailbox();
        mailbox.after(BRAKE, () -> release(application));
    }

    private void release(Application application) {
        application.braked = false;
        if (!application.hasEnded()) {
            containers.askWaiting(application);
        }
    }

    private void remember(Container container, ContainerExit exit) {
        WorkerEnded.Cause cause = causeFor(container, exit);
        boolean lost = cause == WorkerEnded.Cause.NODE_LOST;
        String how = cause.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (exit.status() >= 0 ? ", status " + exit.status() : "")
                + (diagnostics(container, exit).isEmpty() ? "" : ": " + diagnostics(container, exit));
        remembered.addLast(ViewPublisher.view(container, lost ? "lost" : "ended", how));
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.removeFirst();
        }
    }
}
