package io.mr3.rm.standalone.simulation;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ApplicationBeat;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerNumbers;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.proto.WorkerRequests;
import io.mr3.simulation.Misfortunes;
import io.mr3.simulation.Wire;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application: asks, takes back, releases, and holds its master to what it was promised of each worker. */
final class SimulatedApplication implements Mailboxes.Owner {
    /** What a worker is to the application. */
    enum State {
        PENDING,
        STARTED,
        RELEASED,
        /** The request was taken back: nothing of it is expected, and its start is answered by a release. */
        CANCELLED,
        ENDED,
        REFUSED
    }

    static final int MOST_WORKERS = 4;
    private static final int MEMORY_MB = 1024;
    private static final int MOST_UNANSWERED = 3;

    private final String name;
    private final VirtualProcess process;
    private final Mailbox mailbox;
    private final Misfortunes luck;
    private final Connector connector;
    private final Map<Long, State> workers = new LinkedHashMap<>();
    private Wire<FromApplication, ToApplication> wire;
    private String id = "";
    private String token = "";
    private boolean connected;
    private boolean calm;
    private boolean quiet;
    private boolean finishing;
    private boolean finished;
    private boolean givenUp;
    private int connections;
    private int unanswered;
    private int beats;
    private long heard;
    private long last;

    /** Of its first workers, fewer are of no use to it. */
    private final int least;

    SimulatedApplication(String name, VirtualMailboxes world, Misfortunes luck, Connector connector) {
        this.name = name;
        this.process = world.process();
        this.luck = luck;
        this.least = luck.oneIn(3) ? 2 + luck.below(MOST_WORKERS - 1) : 0;
        this.connector = connector;
        mailbox = process.create(name, this);
        mailbox.post(this::connect);
        mailbox.after(luck.millis(1000), this::live);
    }

    String id() {
        return id;
    }

    Map<Long, State> workers() {
        return workers;
    }

    boolean isAlive() {
        return process.isAlive() && !givenUp;
    }

    boolean hasFinished() {
        return finished;
    }

    VirtualProcess process() {
        return process;
    }

    void kill() {
        process.kill();
        if (wire != null) {
            wire.die();
        }
    }

    void breakOff() {
        if (wire != null) {
            wire.breakOff();
        }
    }

    /** From here on it asks for what it lacks and changes its mind no more. */
    void calmDown() {
        calm = true;
    }

    /** From here on it asks for nothing. */
    void beQuiet() {
        quiet = true;
    }

    void finish() {
        finishing = true;
        mailbox.post(this::sayFinish);
    }

    private void sayFinish() {
        say(FromApplication.newBuilder()
                .setFinish(ApplicationFinish.newBuilder().setStatus("SUCCEEDED")));
    }

    private long count(State... states) {
        return workers.values().stream().filter(List.of(states)::contains).count();
    }

    /** Each second or so it does something. */
    private void live() {
        if (finishing) {
            return;
        }
        if (!quiet && (calm || luck.oneIn(2))) {
            ask(last == 0 ? Math.max(1, least) : 1);
        }
        if (!calm && luck.oneIn(8)) {
            one(State.PENDING, State.CANCELLED);
        }
        if (!calm && luck.oneIn(8)) {
            one(State.STARTED, State.RELEASED);
        }
        mailbox.after(luck.millis(3000), this::live);
    }

    private void ask(int more) {
        WorkerRequests.Builder requests = WorkerRequests.newBuilder();
        for (int i = 0; i < more && count(State.PENDING, State.STARTED, State.RELEASED) < MOST_WORKERS; i++) {
            workers.put(++last, State.PENDING);
            requests.addRequests(wish(last));
        }
        if (requests.getRequestsCount() > 0) {
            say(FromApplication.newBuilder().setRequests(requests));
        }
    }

    private void one(State from, State to) {
        List<Long> some = workers.entrySet().stream()
                .filter(entry -> entry.getValue() == from)
                .map(Map.Entry::getKey)
                .toList();
        if (!some.isEmpty()) {
            long worker = some.get(luck.below(some.size()));
            workers.put(worker, to);
            WorkerNumbers.Builder numbers = WorkerNumbers.newBuilder().addWorkers(worker);
            say(
                    to == State.CANCELLED
                            ? FromApplication.newBuilder().setCancel(numbers)
                            : FromApplication.newBuilder().setRelease(numbers));
        }
    }

    private static WorkerRequest wish(long worker) {
        return WorkerRequest.newBuilder()
                .setWorker(worker)
                .setGroup("group")
                .setAmount(Amount.newBuilder().setMemoryMb(MEMORY_MB).setCores(1))
                .build();
    }

    private void connect() {
        unanswered = 0;
        int connection = ++connections;
        wire = connector.application(new Wire.FarEnd<>() {
            @Override
            public void received(ToApplication message) {
                mailbox.post(() -> {
                    if (connection == connections) {
                        heard(message);
                    }
                });
            }

            @Override
            public void closed(String reason) {
                mailbox.post(() -> {
                    if (connection == connections) {
                        again();
                    }
                });
            }
        });
        ApplicationRegister.Builder register = ApplicationRegister.newBuilder()
                .setOldestProtocol(1)
                .setNewestProtocol(1)
                .setName(name)
                .setApplication(id)
                .setToken(token)
                .setLeastWorkers(least);
        workers.forEach((worker, state) -> {
            if (state == State.PENDING) {
                register.addPending(wish(worker));
            } else if (state == State.STARTED || state == State.RELEASED) {
                register.addStarted(worker);
            }
        });
        connected = true;
        say(FromApplication.newBuilder().setRegister(register));
        tellAgain();
        beatLater(connection);
    }

    private void again() {
        connections++;
        connected = false;
        if (!finished && !givenUp) {
            mailbox.after(luck.millis(3000), this::connect);
        }
    }

    private void beatLater(int connection) {
        mailbox.after(Duration.ofSeconds(3), () -> {
            if (connection != connections) {
                return;
            }
            if (++unanswered > MOST_UNANSWERED) {
                wire.hangUp("no answer");
                again();
                return;
            }
            say(FromApplication.newBuilder()
                    .setBeat(ApplicationBeat.newBuilder().setNumber(++beats)));
            beatLater(connection);
        });
    }

    /** Lost without a connection: the next registration tells all. */
    private void say(FromApplication.Builder message) {
        if (connected) {
            wire.say(message.build());
        }
    }

    private void heard(ToApplication message) {
        unanswered = 0;
        switch (message.getMessageCase()) {
            case WELCOME -> {
                id = message.getWelcome().getApplication();
                token = message.getWelcome().getToken();
            }
            case REFUSAL -> {
                // it had finished and the answer was lost, or it was silent for too long
                finished = finishing;
                givenUp = !finishing;
                workers.clear();
            }
            case EVENTS -> message.getEvents().getEventsList().forEach(this::event);
            case FINISHED -> {
                finished = true;
                workers.clear();
            }
            case BEAT, NODES -> {}
            default -> throw new AssertionError("unexpected: " + message);
        }
    }

    /** What the registration does not tell. */
    private void tellAgain() {
        WorkerNumbers.Builder released = WorkerNumbers.newBuilder();
        WorkerRequests.Builder requests = WorkerRequests.newBuilder();
        workers.forEach((worker, state) -> {
            if (state == State.RELEASED) {
                released.addWorkers(worker);
            } else if (state == State.PENDING) {
                requests.addRequests(wish(worker));
            }
        });
        say(FromApplication.newBuilder().setRelease(released));
        if (luck.oneIn(3)) {
            say(FromApplication.newBuilder().setRequests(requests)); // a second time: harmless
        }
        if (finishing) {
            sayFinish();
        }
    }

    private void event(ApplicationEvent event) {
        if (event.getNumber() <= heard) {
            return;
        }
        heard = event.getNumber();
        long worker = event.getWorker();
        State state = workers.get(worker);
        if (state != null && state != State.CANCELLED) {
            workers.put(worker, next(event, state));
        } else if (event.hasStarted()) {
            say(FromApplication.newBuilder()
                    .setRelease(WorkerNumbers.newBuilder().addWorkers(worker)));
        }
        if (luck.oneIn(2)) {
            say(FromApplication.newBuilder()
                    .setAcknowledged(ReportsAck.newBuilder().setUpTo(heard)));
        }
    }

    private State next(ApplicationEvent event, State state) {
        boolean fits =
                switch (event.getEventCase()) {
                    case STARTED, REFUSED -> state == State.PENDING;
                    case ENDED -> state == State.STARTED || state == State.RELEASED;
                    case DRAINING -> state == State.STARTED || state == State.RELEASED;
                    case EVENT_NOT_SET -> false;
                };
        if (!fits) {
            throw new AssertionError(name + " (" + id + "): worker " + event.getWorker() + " is " + state
                    + ", which is not expected to hear of " + event);
        }
        return switch (event.getEventCase()) {
            case STARTED -> State.STARTED;
            case REFUSED -> State.REFUSED;
            case DRAINING -> state;
            default -> State.ENDED;
        };
    }

    @Override
    public void endOfTurn() {}

    @Override
    public void failed(Throwable cause) {}
}
