package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTaskAttempt;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An attempt of a daemon, on a mailbox of its own: what blocks there holds up neither the worker nor other daemons. Methods only
 * post; from any thread. Nothing is asked of an attempt that has failed.
 */
final class RunningDaemon implements Mailboxes.Owner {
    private final DaemonSpec spec;
    private final WorkerSettings worker;
    private final Events events;
    private final Mailbox mailbox;
    private DaemonTaskAttempt attempt;
    private ByteString metadata;
    /** Events of the history that it has yet to handle before it is ready. */
    private int history;

    private int registration;
    private boolean failed;

    /** What is heard of daemons; from any thread, must not block. */
    interface Events {
        /** It serves, and has handled the history. */
        void ready(String daemon, int registration, ByteString metadata);

        /** It has something to say to its DaemonTask. */
        void says(String daemon, int registration, ByteString message);

        /** It can't go on; once. */
        void failed(String daemon, String how, Throwable cause);
    }

    private interface Call {
        void run() throws Exception;
    }

    RunningDaemon(
            DaemonSpec spec, int registration, int history, WorkerSettings worker, Mailboxes mailboxes, Events events) {
        this.spec = spec;
        this.registration = registration;
        this.history = history;
        this.worker = worker;
        this.events = events;
        this.mailbox = mailboxes.create("daemon-" + spec.name() + "-in-" + worker.id(), this);
    }

    DaemonSpec spec() {
        return spec;
    }

    void start() {
        call("did not start", () -> {
            make();
            readyIfCaughtUp();
        });
    }

    /**
     * The worker has come to another group, whose history of so many events follows.
     *
     * @param dags that run in the worker, for an attempt that has to be made again
     */
    void startAgain(int newHistory, int newRegistration, List<DaemonTaskAttempt.Dag> dags) {
        call("did not start again", () -> {
            history = newHistory;
            registration = newRegistration;
            if (!attempt.forget()) {
                attempt.close();
                make();
                for (DaemonTaskAttempt.Dag dag : dags) {
                    attempt.dagJoined(dag);
                }
            }
            readyIfCaughtUp();
        });
    }

    private void make() throws Exception {
        attempt = spec.service().createAttempt(spec.settings());
        metadata = attempt.initialize(new Context());
    }

    void handle(List<ByteString> batch) {
        call("could not handle an event", () -> {
            for (ByteString event : batch) {
                attempt.handle(event);
                if (history > 0) {
                    history--;
                    readyIfCaughtUp();
                }
            }
        });
    }

    private void readyIfCaughtUp() {
        if (history == 0) {
            events.ready(spec.name(), registration, metadata);
        }
    }

    /** Completes when the daemon knows of the DAG; never, if it fails. */
    CompletableFuture<Void> dagJoined(DaemonTaskAttempt.Dag dag) {
        CompletableFuture<Void> joined = new CompletableFuture<>();
        call("could not take in " + dag.id(), () -> {
            attempt.dagJoined(dag);
            joined.complete(null);
        });
        return joined;
    }

    /** Completes when the daemon has let go of the DAG's files; also if it fails. */
    CompletableFuture<Void> dagLeft(String dag) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        mailbox.post(() -> {
            if (failed) {
                left.complete(null);
            }
        });
        call("could not let go of " + dag, () -> {
            try {
                attempt.dagLeft(dag).whenComplete((done, failure) -> left.complete(null));
            } catch (Exception | LinkageError e) {
                left.complete(null);
                throw e;
            }
        });
        return left;
    }

    /** Ends it, also if it has failed; completes when it is closed. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        mailbox.post(() -> {
            DaemonTaskAttempt last = attempt;
            attempt = null;
            failed = true;
            try {
                if (last != null) {
                    last.close();
                }
                closed.complete(null);
            } catch (Exception | LinkageError e) {
                closed.completeExceptionally(e);
            }
        });
        return closed;
    }

    private void call(String trouble, Call call) {
        mailbox.post(() -> {
            if (failed) {
                return;
            }
            try {
                call.run();
            } catch (Exception | LinkageError | AssertionError e) {
                fail(trouble, e);
            }
        });
    }

    private void fail(String how, Throwable cause) {
        failed = true;
        events.failed(spec.name(), how, cause);
    }

    @Override
    public void endOfTurn() {
        // what the attempt has to say goes out as it says it
    }

    @Override
    public void failed(Throwable cause) {
        fail("failed", cause);
    }

    private final class Context implements DaemonTaskAttempt.Context {
        @Override
        public String worker() {
            return worker.id().toString();
        }

        @Override
        public String host() {
            return worker.host();
        }

        @Override
        public int slots() {
            return worker.slots();
        }

        @Override
        public long taskMemoryBytes() {
            return worker.taskMemoryBytes();
        }

        @Override
        public long cacheBytes() {
            return worker.cacheBytes();
        }

        @Override
        public void send(ByteString message) {
            mailbox.post(() -> events.says(spec.name(), registration, message));
        }

        @Override
        public void fail(Throwable cause) {
            mailbox.post(() -> {
                if (!failed) {
                    RunningDaemon.this.fail("failed", cause);
                }
            });
        }
    }
}
