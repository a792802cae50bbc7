package io.mr3.rm.standalone.driver;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationEvents;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.ApplicationWelcome;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.Finished;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.NodeOffer;
import io.mr3.rm.standalone.proto.Nodes;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerDraining;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.proto.WorkerStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A master with its agents and their workers in one, for one application: says and hears what the real ones would, and can be
 * made to lose its memory. A worker does what its first argument says, see {@link Program}. Everything happens on its mailbox.
 */
final class FakeMaster {
    /** What a worker does. */
    enum Program {
        OBEDIENT,
        STUBBORN,
        FAILING,
        IMPOSSIBLE
    }

    /** The application's end of a connection. */
    interface Peer {
        void send(ToApplication message);

        void close(String reason);
    }

    static final Amount LARGEST =
            Amount.newBuilder().setMemoryMb(1024).setCores(64).build();
    private static final Duration LAUNCH = Duration.ofMillis(30);
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Mailbox mailbox;
    private final int room;

    // ---- what tests look at and change; on the mailbox, or while nothing runs
    final List<FromApplication> heard = new CopyOnWriteArrayList<>();
    final Map<Long, WorkerRequest> running = new ConcurrentHashMap<>();
    /** Requests wait for {@link #grant}. */
    boolean holds;
    /** Why registrations are refused; empty: they are not. */
    String refusal = "";

    boolean refusesForGood;

    /** Refusals are for whoever the application says that it is. */
    boolean refusesAnybody;

    boolean answersBeats = true;
    int mostContainers = 4;

    // ---- what survives on disk and at agents
    private long epoch = 1;
    private int applications;
    private String application = "";
    private final Map<Long, WorkerEnded> tombstones = new TreeMap<>();

    // ---- what does not
    private final Map<Long, WorkerRequest> waiting = new LinkedHashMap<>();
    private final Map<Long, ApplicationEvent> unheard = new TreeMap<>();
    private long events;
    private int beat;
    private volatile Line current;
    private boolean finishing;

    FakeMaster(Mailboxes mailboxes, int room) {
        this.room = room;
        this.mailbox = mailboxes.create("master", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
    }

    /** Runs on the mailbox. */
    void post(Runnable step) {
        mailbox.post(step);
    }

    /** One connection. */
    final class Line {
        private final Peer peer;

        private Line(Peer peer) {
            this.peer = peer;
        }

        void received(FromApplication message) {
            mailbox.post(() -> FakeMaster.this.received(this, message));
        }

        void closed() {
            mailbox.post(() -> {
                if (current == this) {
                    current = null;
                }
            });
        }
    }

    Line accept(Peer peer) {
        return new Line(peer);
    }

    // ---- what tests do

    /** Started again: what was not written down is gone; workers go on, for they belong to agents. */
    void restart() {
        epoch++;
        waiting.clear();
        unheard.clear();
        events = 0;
        beat = 0;
        current = null;
    }

    /** Its disk is lost, too: it knows no application any more, and agents end what nobody knows. */
    void forgetAll() {
        restart();
        application = "";
        running.clear();
        tombstones.clear();
    }

    /** Every worker is lost with its host, and nobody has written it down. */
    void loseWorkers() {
        running.clear();
    }

    void grant(long worker) {
        WorkerRequest request = waiting.remove(worker);
        if (request != null) {
            launch(request);
        }
    }

    void refuse(long worker, WorkerRefused.Kind kind, String reason) {
        waiting.remove(worker);
        tell(worker, refused(kind, reason));
    }

    void crash(long worker) {
        end(worker, WorkerEnded.Cause.FAILED, 137, List.of());
    }

    void drain(long worker) {
        tell(
                worker,
                ApplicationEvent.newBuilder()
                        .setDraining(WorkerDraining.newBuilder().setReason("node n1 is decommissioned")));
    }

    /** Says all again that was not acknowledged, as a repeated frame would. */
    void repeat(List<ApplicationEvent> again) {
        say(ToApplication.newBuilder().setEvents(ApplicationEvents.newBuilder().addAllEvents(again)));
    }

    List<ApplicationEvent> unheard() {
        return List.copyOf(unheard.values());
    }

    boolean isConnected() {
        return current != null;
    }

    List<Long> waiting() {
        return List.copyOf(waiting.keySet());
    }

    void say(ToApplication.Builder message) {
        if (current != null) {
            current.peer.send(message.setEpoch(epoch).build());
        }
    }

    // ---- the protocol

    private void received(Line line, FromApplication message) {
        heard.add(message);
        if (message.hasRegister()) {
            register(line, message.getRegister());
            return;
        }
        if (line != current) {
            return;
        }
        switch (message.getMessageCase()) {
            case REQUESTS -> message.getRequests().getRequestsList().forEach(this::ask);
            case CANCEL -> message.getCancel().getWorkersList().forEach(waiting::remove);
            case RELEASE -> message.getRelease().getWorkersList().forEach(this::release);
            case ACKNOWLEDGED ->
                unheard.keySet()
                        .removeIf(number -> number <= message.getAcknowledged().getUpTo());
            case BEAT -> beat(message.getBeat().getNumber());
            case FINISH -> finish();
            default -> throw new AssertionError("the application says " + message);
        }
    }

    private void register(Line line, ApplicationRegister register) {
        if (current != null) {
            current.peer.close("another connection of this application has come");
        }
        current = line;
        String reason = refusal;
        if (register.getOldestProtocol() > 1 || register.getNewestProtocol() < 1) {
            reason = "expected protocol 1";
        } else if (!register.getQueue().equals("default")) {
            reason = "expected a queue of [default], got '" + register.getQueue() + "'";
        } else if (!register.getApplication().isEmpty()
                && !register.getApplication().equals(application)) {
            reason = "no application " + register.getApplication();
        } else if (!register.getApplication().isEmpty() && !register.getToken().equals("token of " + application)) {
            reason = "wrong token";
        }
        if (!reason.isEmpty()) {
            boolean again = !refusal.isEmpty() && !refusesForGood;
            say(ToApplication.newBuilder()
                    .setRefusal(Refusal.newBuilder()
                            .setReason(reason)
                            .setTryAgain(again)
                            .setForGood(refusesAnybody)));
            line.peer.close(reason);
            current = null;
            return;
        }
        if (register.getApplication().isEmpty()) {
            application = "app-" + ++applications;
            waiting.clear();
            unheard.clear();
            tombstones.clear();
            events = 0;
        }
        beat = 0;
        welcome();
        makeEqual(register);
    }

    private void welcome() {
        say(ToApplication.newBuilder()
                .setWelcome(ApplicationWelcome.newBuilder()
                        .setApplication(application)
                        .setToken("token of " + application)
                        .setLargest(LARGEST)
                        .setMostContainers(mostContainers)
                        .setNextBeatMs(1000)
                        .setLeaseMs(30_000)));
        say(ToApplication.newBuilder()
                .setNodes(Nodes.newBuilder().addNodes(node("a1", "host-a")).addNodes(node("a2", "host-a"))));
    }

    private static NodeOffer node(String name, String host) {
        return NodeOffer.newBuilder()
                .setNode(name)
                .setHost(host)
                .setRack("/rack")
                .setTotal(LARGEST)
                .build();
    }

    private void makeEqual(ApplicationRegister register) {
        List<Long> pending =
                register.getPendingList().stream().map(WorkerRequest::getWorker).toList();
        waiting.keySet().removeIf(worker -> !pending.contains(worker));
        running.keySet().stream()
                .filter(worker ->
                        !pending.contains(worker) && !register.getStartedList().contains(worker))
                .toList()
                .forEach(this::release);
        if (!unheard.isEmpty()) {
            repeat(unheard());
        }
        register.getPendingList().forEach(this::ask);
        register.getStartedList().stream()
                .filter(worker -> !running.containsKey(worker) && !isTold(worker))
                .forEach(worker -> tell(
                        worker,
                        ApplicationEvent.newBuilder()
                                .setEnded(tombstones.getOrDefault(
                                        worker,
                                        WorkerEnded.newBuilder()
                                                .setCause(WorkerEnded.Cause.NODE_LOST)
                                                .setStatus(-1)
                                                .setDiagnostics("nobody knows it")
                                                .build()))));
    }

    private boolean isTold(long worker) {
        return unheard.values().stream().anyMatch(event -> event.getWorker() == worker);
    }

    /** A container that exists is told as it is, and never launched again. */
    private void ask(WorkerRequest request) {
        long worker = request.getWorker();
        if (waiting.containsKey(worker) || isTold(worker)) {
            return;
        }
        if (running.containsKey(worker)) {
            tell(worker, started(request));
        } else if (tombstones.containsKey(worker)) {
            tell(worker, ApplicationEvent.newBuilder().setEnded(tombstones.get(worker)));
        } else if (request.getAmount().getMemoryMb() > LARGEST.getMemoryMb()) {
            tell(worker, refused(WorkerRefused.Kind.TOO_LARGE, "no node holds " + request.getAmount()));
        } else {
            waiting.put(worker, request);
            mailbox.after(LAUNCH, this::grantWhatFits);
        }
    }

    private void grantWhatFits() {
        while (!holds && !waiting.isEmpty() && running.size() < room) {
            launch(waiting.remove(waiting.keySet().iterator().next()));
        }
    }

    private void launch(WorkerRequest request) {
        Program program = Program.valueOf(request.getCommand().getArguments(0));
        long worker = request.getWorker();
        if (program == Program.IMPOSSIBLE) {
            tell(worker, refused(WorkerRefused.Kind.LAUNCH_FAILED, "no such program"));
            return;
        }
        running.put(worker, request);
        tell(worker, started(request));
        if (program == Program.FAILING) {
            mailbox.after(LAUNCH, () -> end(worker, WorkerEnded.Cause.FAILED, 3, List.of("last words")));
        }
    }

    private void release(long worker) {
        WorkerRequest request = running.get(worker);
        if (request != null) {
            boolean obeys = request.getCommand().getArguments(0).equals(Program.OBEDIENT.name());
            mailbox.after(obeys ? LAUNCH : GRACE, () -> end(worker, WorkerEnded.Cause.RELEASED, 143, List.of()));
        }
    }

    private void end(long worker, WorkerEnded.Cause cause, int status, List<String> lastLines) {
        if (running.remove(worker) == null) {
            return;
        }
        WorkerEnded ended = WorkerEnded.newBuilder()
                .setCause(cause)
                .setStatus(status)
                .setDiagnostics("exit status " + status)
                .addAllLastLines(lastLines)
                .build();
        tombstones.put(worker, ended);
        tell(worker, ApplicationEvent.newBuilder().setEnded(ended));
        grantWhatFits();
        if (finishing && running.isEmpty()) {
            say(ToApplication.newBuilder().setFinished(Finished.getDefaultInstance()));
        }
    }

    private void finish() {
        waiting.clear();
        finishing = true;
        if (running.isEmpty()) {
            say(ToApplication.newBuilder().setFinished(Finished.getDefaultInstance()));
        }
        List.copyOf(running.keySet()).forEach(this::release);
    }

    private void beat(int number) {
        if (!answersBeats) {
            return;
        }
        BeatReply.Builder reply = BeatReply.newBuilder().setNumber(number).setNextBeatMs(1000);
        if (number == beat + 1) {
            beat = number;
        } else if (number != beat) {
            reply.setRegisterAgain(true);
        }
        say(ToApplication.newBuilder().setBeat(reply));
    }

    private void tell(long worker, ApplicationEvent.Builder event) {
        ApplicationEvent numbered = event.setNumber(++events).setWorker(worker).build();
        unheard.put(numbered.getNumber(), numbered);
        repeat(List.of(numbered));
    }

    private static ApplicationEvent.Builder started(WorkerRequest request) {
        return ApplicationEvent.newBuilder()
                .setStarted(WorkerStarted.newBuilder()
                        .setNode("a1")
                        .setHost("host-a")
                        .setRack("/rack")
                        .setAmount(request.getAmount())
                        .setLogFile("/logs/" + request.getWorker()));
    }

    private static ApplicationEvent.Builder refused(WorkerRefused.Kind kind, String reason) {
        return ApplicationEvent.newBuilder()
                .setRefused(WorkerRefused.newBuilder().setKind(kind).setReason(reason));
    }

    /** What was heard of one kind, oldest first. */
    List<FromApplication> heard(FromApplication.MessageCase kind) {
        List<FromApplication> of = new ArrayList<>(heard);
        of.removeIf(message -> message.getMessageCase() != kind);
        return of;
    }
}
