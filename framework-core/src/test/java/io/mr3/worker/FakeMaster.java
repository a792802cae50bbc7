package io.mr3.worker;

import com.google.protobuf.Parser;
import io.mr3.common.AttemptId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.ConnectionRefusedException;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.Service;
import io.mr3.rpc.ServiceSet;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.DaemonStart;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.rpc.proto.ToWorker;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.shuffle.ShufflePorts;
import io.mr3.shuffle.ShuffleSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The master's end of real connections: knows its workers and tells all of them what any producer says. */
public final class FakeMaster implements Service<FromWorker>, AutoCloseable {
    public final Secret secret = Secret.generate();
    private final RpcServer server;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, RegisterWorker> registered = new ConcurrentHashMap<>();
    private final Map<String, ShufflePorts> shufflePorts = new ConcurrentHashMap<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> badDirectories = new ConcurrentHashMap<>();
    private volatile String refusal;
    private volatile int shuffleHandlers = 1;

    public FakeMaster() throws IOException {
        server = RpcServer.start(RpcSettings.defaults(), secret, new ServiceSet("fake", this));
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** From here on, workers are turned away. */
    public void refuse(String reason) {
        refusal = reason;
    }

    /** What the worker said when it registered, or null. */
    public RegisterWorker registered(String worker) {
        return registered.get(worker);
    }

    /** From here on, workers start with so many. */
    public void shuffleHandlers(int count) {
        shuffleHandlers = count;
    }

    /** Where the worker serves outputs; null before it does. */
    public ShufflePorts shufflePorts(String worker) {
        return shufflePorts.get(worker);
    }

    /** Local directories that the worker does without, as it has said last. */
    public List<String> badDirectories(String worker) {
        return badDirectories.getOrDefault(worker, List.of());
    }

    /** What an attempt has said of its outputs. */
    public List<OutputEvent> outputs(AttemptId attempt) {
        return events(attempt)
                .filter(TaskEvent::hasOutput)
                .map(TaskEvent::getOutput)
                .toList();
    }

    /** What an attempt has complained of. */
    public List<ReadError> readErrors(AttemptId attempt) {
        return events(attempt)
                .filter(TaskEvent::hasReadError)
                .map(TaskEvent::getReadError)
                .toList();
    }

    private Stream<TaskEvent> events(AttemptId attempt) {
        return reports.stream()
                .map(Report::getAttempt)
                .filter(report -> report.getAttemptId().equals(attempt.toString()))
                .flatMap(report -> report.getEventsList().stream());
    }

    /** A counter of an attempt that has ended. */
    public long counter(AttemptId attempt, String name) {
        return reports.stream()
                .map(Report::getAttempt)
                .filter(report -> report.hasEnd() && report.getAttemptId().equals(attempt.toString()))
                .flatMap(report -> report.getStatus().getCountersList().stream())
                .flatMap(group -> group.getCountersList().stream())
                .filter(counter -> counter.getName().equals(name))
                .mapToLong(Counter::getValue)
                .findFirst()
                .orElse(0);
    }

    public void order(String worker, Order.Builder... orders) {
        ToWorker.Builder message = ToWorker.newBuilder();
        for (Order.Builder order : orders) {
            message.addOrders(order);
        }
        connections.get(worker).send(message.build());
    }

    public void disconnect(String worker) {
        connections.get(worker).close("test");
    }

    public AttemptEnd end(AttemptId attempt) {
        return reports.stream()
                .map(Report::getAttempt)
                .filter(report -> report.hasEnd() && report.getAttemptId().equals(attempt.toString()))
                .map(AttemptReport::getEnd)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String name() {
        return ContainerWorker.SERVICE;
    }

    @Override
    public Parser<FromWorker> parser() {
        return FromWorker.parser();
    }

    @Override
    public ConnectionHandler<FromWorker> accept(Connection connection, String peerName) {
        if (refusal != null) {
            throw new ConnectionRefusedException(refusal);
        }
        connections.put(peerName, connection);
        return new ConnectionHandler<>() {
            @Override
            public void received(FromWorker message) {
                message.getReportsList().forEach(report -> heard(peerName, report));
            }

            @Override
            public void closed(String reason) {}
        };
    }

    private void heard(String worker, Report report) {
        if (report.hasRegister()) {
            registered.put(worker, report.getRegister());
            order(
                    worker,
                    Order.newBuilder()
                            .setRegistered(Registered.newBuilder()
                                    .setHeartbeatIntervalMs(1000)
                                    .addDaemons(DaemonStart.newBuilder()
                                            .setName(ShuffleDaemon.NAME)
                                            .setClassName(ShuffleDaemon.class.getName())
                                            .setPayload(
                                                    ShuffleDaemon.payload(ShuffleSettings.DEFAULT, shuffleHandlers)))));
        }
        if (report.getDaemon().hasReady()) {
            shufflePorts.put(worker, ShufflePorts.read(report.getDaemon().getReady()));
        }
        if (report.hasDisks()) {
            badDirectories.put(worker, List.copyOf(report.getDisks().getBadDirectoriesList()));
        }
        reports.add(report);
        List<OutputEvent> outputs = report.getAttempt().getEventsList().stream()
                .filter(TaskEvent::hasOutput)
                .map(TaskEvent::getOutput)
                .toList();
        if (!outputs.isEmpty()) {
            String dag =
                    AttemptId.parse(report.getAttempt().getAttemptId()).dag().toString();
            connections
                    .keySet()
                    .forEach(to -> order(
                            to,
                            Order.newBuilder()
                                    .setEdgeEvents(EdgeEvents.newBuilder()
                                            .setDagId(dag)
                                            .addAllEvents(outputs))));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
