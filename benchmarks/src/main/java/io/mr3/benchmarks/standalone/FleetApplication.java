package io.mr3.benchmarks.standalone;

import io.mr3.rm.standalone.master.ClusterMaster;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ApplicationBeat;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.proto.WorkerRequests;
import java.util.ArrayList;
import java.util.List;

/** An application that asks once for many workers. */
final class FleetApplication {
    private static final Command COMMAND = Command.newBuilder()
            .addArguments("/usr/lib/jvm/java-17/bin/java")
            .addArguments("-Xmx819m")
            .addArguments("-cp")
            .addArguments("/opt/mr3/lib/core/*:/opt/mr3/lib/hive/*")
            .addArguments("io.mr3.worker.WorkerMain")
            .putEnvironment("MR3_MASTER", "10.0.0.1:40123")
            .putEnvironment("MR3_HOME", "/opt/mr3")
            .build();

    private final List<Long> started = new ArrayList<>();
    private Line<FromApplication, ToApplication> line;
    private String id = "";
    private String token = "";
    private int beats;

    void connect(ClusterMaster master) {
        line = new Line<>(master.applications(), ToApplication.parser(), "application");
    }

    Line<FromApplication, ToApplication> line() {
        return line;
    }

    byte[] registration() {
        return FromApplication.newBuilder()
                .setRegister(ApplicationRegister.newBuilder()
                        .setOldestProtocol(1)
                        .setNewestProtocol(1)
                        .setName("simulated")
                        .setUser("user")
                        .setApplication(id)
                        .setToken(token)
                        .addAllStarted(started))
                .build()
                .toByteArray();
    }

    byte[] beat() {
        return FromApplication.newBuilder()
                .setBeat(ApplicationBeat.newBuilder().setNumber(++beats))
                .build()
                .toByteArray();
    }

    byte[] requests(int workers) {
        WorkerRequests.Builder requests = WorkerRequests.newBuilder();
        for (int worker = 1; worker <= workers; worker++) {
            requests.addRequests(WorkerRequest.newBuilder()
                    .setWorker(worker)
                    .setGroup("group")
                    .setAmount(Amount.newBuilder().setMemoryMb(1024).setCores(1))
                    .setCommand(COMMAND));
        }
        return FromApplication.newBuilder().setRequests(requests).build().toByteArray();
    }

    /** Takes what the master has said; returns the acknowledgement of it, or nothing. */
    List<byte[]> hear() {
        long last = 0;
        for (ToApplication message : line.take()) {
            if (message.hasWelcome()) {
                id = message.getWelcome().getApplication();
                token = message.getWelcome().getToken();
            }
            for (var event : message.getEvents().getEventsList()) {
                last = event.getNumber();
                if (!event.hasStarted()) {
                    throw new IllegalStateException("expected workers to start, got " + event);
                }
                started.add(event.getWorker());
            }
        }
        return last == 0
                ? List.of()
                : List.of(FromApplication.newBuilder()
                        .setAcknowledged(ReportsAck.newBuilder().setUpTo(last))
                        .build()
                        .toByteArray());
    }

    int started() {
        return started.size();
    }
}
