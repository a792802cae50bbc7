package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ApplicationBeat;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.ApplicationWelcome;
import io.mr3.rm.standalone.proto.Avoid;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.Nodes;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerNumbers;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.proto.WorkerRequests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An application that does what the test says. */
final class TestApplication {
    final ApplicationRegister.Builder registration = ApplicationRegister.newBuilder()
            .setOldestProtocol(1)
            .setNewestProtocol(1)
            .setName("test")
            .setUser("me");
    private final TestCluster cluster;
    TestConnection<FromApplication, ToApplication> connection;

    TestApplication(TestCluster cluster) {
        this.cluster = cluster;
    }

    /** Connects anew and registers, as the one that it was if it was welcome before. */
    TestApplication register() {
        connection = TestConnection.connect(cluster.master.applications(), "test");
        connection.say(FromApplication.newBuilder().setRegister(registration).build());
        cluster.world.settle();
        connection.heard.stream().filter(ToApplication::hasWelcome).findFirst().ifPresent(message -> {
            registration.setApplication(message.getWelcome().getApplication());
            registration.setToken(message.getWelcome().getToken());
        });
        return this;
    }

    /** What it tells when it registers next. */
    TestApplication telling(List<Long> pending, List<Long> started) {
        registration.clearPending().clearStarted();
        pending.forEach(worker -> registration.addPending(wish(worker, 1024)));
        registration.addAllStarted(started);
        return this;
    }

    String id() {
        return registration.getApplication();
    }

    ContainerName container(long worker) {
        return ContainerName.newBuilder().setApplication(id()).setWorker(worker).build();
    }

    static WorkerRequest wish(long worker, int memoryMb) {
        return WorkerRequest.newBuilder()
                .setWorker(worker)
                .setGroup("group")
                .setAmount(Amount.newBuilder().setMemoryMb(memoryMb).setCores(1))
                .build();
    }

    void request(long... workers) {
        WorkerRequests.Builder requests = WorkerRequests.newBuilder();
        Arrays.stream(workers).forEach(worker -> requests.addRequests(wish(worker, 1024)));
        say(FromApplication.newBuilder().setRequests(requests));
    }

    void request(WorkerRequest request) {
        say(FromApplication.newBuilder().setRequests(WorkerRequests.newBuilder().addRequests(request)));
    }

    void cancel(long worker) {
        say(FromApplication.newBuilder().setCancel(WorkerNumbers.newBuilder().addWorkers(worker)));
    }

    void release(long worker) {
        say(FromApplication.newBuilder().setRelease(WorkerNumbers.newBuilder().addWorkers(worker)));
    }

    void avoid(String... hosts) {
        say(FromApplication.newBuilder().setAvoid(Avoid.newBuilder().addAllHosts(List.of(hosts))));
    }

    void acknowledge(long upTo) {
        say(FromApplication.newBuilder().setAcknowledged(ReportsAck.newBuilder().setUpTo(upTo)));
    }

    void beat() {
        say(FromApplication.newBuilder().setBeat(ApplicationBeat.newBuilder().setNumber(1)));
    }

    void finish() {
        say(FromApplication.newBuilder()
                .setFinish(ApplicationFinish.newBuilder().setStatus("SUCCEEDED")));
    }

    void say(FromApplication.Builder message) {
        connection.say(message.build());
        cluster.world.settle();
    }

    List<ApplicationEvent> events() {
        List<ApplicationEvent> events = new ArrayList<>();
        connection.heard.forEach(message -> events.addAll(message.getEvents().getEventsList()));
        return events;
    }

    /** What was heard of workers, e.g. {@code [1 started n1, 1 ended RELEASED, 2 refused TOO_LARGE]}. */
    List<String> news() {
        return events().stream()
                .map(event -> event.getWorker()
                        + switch (event.getEventCase()) {
                            case STARTED -> " started " + event.getStarted().getNode();
                            case REFUSED -> " refused " + event.getRefused().getKind();
                            case ENDED -> " ended " + event.getEnded().getCause();
                            case DRAINING -> " draining";
                            case EVENT_NOT_SET -> " nothing";
                        })
                .toList();
    }

    Nodes nodes() {
        return connection.heard.stream()
                .filter(ToApplication::hasNodes)
                .map(ToApplication::getNodes)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no nodes: " + connection.heard));
    }

    ApplicationWelcome welcome() {
        return connection.heard.stream()
                .filter(ToApplication::hasWelcome)
                .map(ToApplication::getWelcome)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("not welcome: " + connection.heard));
    }

    Refusal refusal() {
        return connection.heard.stream()
                .filter(ToApplication::hasRefusal)
                .map(ToApplication::getRefusal)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not refused: " + connection.heard));
    }
}
