package io.mr3.am.daemon;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTask;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon of a ContainerGroup: its {@link DaemonTask}, which lives on a mailbox of its own, so that one that blocks holds up
 * nobody else, and its history, which is the group's. Methods are called on the group's mailbox.
 */
public final class DaemonSupervisor {
    /** An event has to fit into a message to a worker. */
    private static final int MAX_EVENT_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DaemonSupervisor.class);

    private final DaemonSpec spec;
    private final String group;
    private final Group owner;
    private final DaemonHistory history = new DaemonHistory();
    private final Mailbox mailbox;
    /** Touched on its own mailbox only. */
    private DaemonTask task;

    private boolean broken;

    /** The group, as its daemons' supervisors see it. */
    public interface Group {
        /** Runs a step on the group's mailbox; from any thread. */
        void post(Runnable step);

        /** Sends an event, which stands in the history already, to all attempts that were started; on the group's mailbox. */
        void broadcast(DaemonSpec daemon, ByteString event);

        /** The DaemonTask can't go on: no DAG of the group can; on the group's mailbox. */
        void broken(String reason);
    }

    private interface Call {
        void run(DaemonTask task) throws Exception;
    }

    /** A daemon that is not started. */
    public DaemonSupervisor(DaemonSpec spec, String group, Mailboxes mailboxes, Group owner) {
        this.spec = spec;
        this.group = group;
        this.owner = owner;
        this.mailbox = mailboxes.create("daemon-" + spec.name() + "-of-" + group, new Owner());
    }

    public DaemonSpec spec() {
        return spec;
    }

    /** Events so far, in order. */
    public List<ByteString> history() {
        return history.events();
    }

    /** How many events an attempt would be given now. */
    public int historySize() {
        return history.size();
    }

    /** Makes the task; before all else. */
    public void start() {
        mailbox.post(() -> {
            try {
                task = spec.service().createTask(spec.settings());
            } catch (Exception | LinkageError e) {
                fail("could not be made", e);
            }
        });
        call("start", daemon -> daemon.start(new Context()));
    }

    /** An attempt is ready. */
    public void attemptReady(DaemonTask.Attempt attempt) {
        call("attemptReady", daemon -> daemon.attemptReady(attempt));
    }

    /** The worker of an attempt that was ready is gone. */
    public void attemptEnded(DaemonTask.Attempt attempt, String reason) {
        call("attemptEnded", daemon -> daemon.attemptEnded(attempt, reason));
    }

    /** The worker of an attempt that was ready has gone to another group. */
    public void attemptMoved(DaemonTask.Attempt attempt) {
        call("attemptMoved", daemon -> daemon.attemptMoved(attempt));
    }

    /** An attempt says something. */
    public void received(DaemonTask.Attempt attempt, ByteString message) {
        call("received", daemon -> daemon.received(attempt, message));
    }

    public void dagJoined(String dag) {
        call("dagJoined", daemon -> daemon.dagJoined(dag));
    }

    public void dagLeft(String dag) {
        call("dagLeft", daemon -> daemon.dagLeft(dag));
    }

    /** The group has ended. */
    public void close() {
        call("close", daemon -> {
            task = null;
            daemon.close();
        });
    }

    private void append(ByteString event) {
        history.append(event);
        owner.broadcast(spec, event);
        if (history.isWorthCompaction()) {
            List<ByteString> events = history.beginCompaction();
            call("compact", daemon -> {
                List<ByteString> shorter = List.copyOf(daemon.compact(events));
                owner.post(() -> history.compactedTo(shorter));
            });
        }
    }

    /** Nothing is asked of a task that has failed. */
    private void call(String what, Call call) {
        mailbox.post(() -> {
            if (task == null) {
                return;
            }
            try {
                call.run(task);
            } catch (Exception | LinkageError | AssertionError e) {
                fail("failed in " + what, e);
            }
        });
    }

    private void fail(String how, Throwable cause) {
        task = null;
        LOG.error("daemon {} of group {} {}", spec.name(), group, how, cause);
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : cause.toString();
        String reason = "daemon " + spec.name() + " of ContainerGroup " + group + " " + how + ": " + message;
        owner.post(() -> {
            if (!broken) {
                broken = true;
                owner.broken(reason);
            }
        });
    }

    private final class Context implements DaemonTask.Context {
        @Override
        public String group() {
            return group;
        }

        @Override
        public void broadcast(ByteString event) {
            if (event.size() > MAX_EVENT_BYTES) {
                throw new IllegalArgumentException("daemon " + spec.name() + ": expected an event of at most "
                        + MAX_EVENT_BYTES + " bytes, got " + event.size());
            }
            owner.post(() -> append(event));
        }
    }

    private final class Owner implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {
            // what the task does goes out call by call
        }

        @Override
        public void failed(Throwable cause) {
            fail("failed", cause);
        }
    }
}
