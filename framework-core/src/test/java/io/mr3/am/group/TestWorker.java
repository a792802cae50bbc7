package io.mr3.am.group;

import com.google.protobuf.MessageLite;
import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.CommitQuestion;
import io.mr3.rpc.proto.DisksReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Heartbeat;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.ToWorker;
import java.util.ArrayList;
import java.util.List;

/** The far end of a connection, in the hands of a test. */
class TestWorker implements Connection {
    private final WorkerId id;
    private final String host;
    private final ConnectionHandler<FromWorker> group;
    private final List<ToWorker> messages = new ArrayList<>();
    private String closedFor;
    private int largestFrame = Integer.MAX_VALUE;

    TestWorker(WorkerId id, String host, WorkerIntake intake) {
        this.id = id;
        this.host = host;
        this.group = intake.connected(id, this);
    }

    WorkerId id() {
        return id;
    }

    String location() {
        return id + "@" + host;
    }

    void register() {
        registerAs(id.toString());
    }

    void registerAs(String workerId) {
        say(Report.newBuilder()
                .setRegister(RegisterWorker.newBuilder()
                        .setWorkerId(workerId)
                        .setHost(host)
                        .setLogFile("/log/" + id))
                .build());
    }

    void heartbeat() {
        say(Report.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setUsedMemoryBytes(1 << 20))
                .build());
    }

    void progress(AttemptId attempt) {
        say(Report.newBuilder()
                .setAttempt(AttemptReport.newBuilder().setAttemptId(attempt.toString()))
                .build());
    }

    void end(AttemptId attempt, AttemptEnd.Outcome outcome) {
        say(Report.newBuilder()
                .setAttempt(AttemptReport.newBuilder()
                        .setAttemptId(attempt.toString())
                        .setEnd(AttemptEnd.newBuilder().setOutcome(outcome)))
                .build());
    }

    void succeed(AttemptId attempt) {
        end(attempt, AttemptEnd.Outcome.SUCCEEDED);
    }

    void askToCommit(AttemptId attempt) {
        say(Report.newBuilder()
                .setCommitQuestion(CommitQuestion.newBuilder().setAttemptId(attempt.toString()))
                .build());
    }

    void disks(boolean wantsToLeave, String... bad) {
        say(Report.newBuilder()
                .setDisks(DisksReport.newBuilder()
                        .addAllBadDirectories(List.of(bad))
                        .setWantsToLeave(wantsToLeave))
                .build());
    }

    void say(Report report) {
        group.received(FromWorker.newBuilder().addReports(report).build());
    }

    void disconnect() {
        group.closed("connection reset");
    }

    List<ToWorker> messages() {
        return messages;
    }

    List<Order> orders() {
        return messages.stream().flatMap(m -> m.getOrdersList().stream()).toList();
    }

    /** Orders since the last call, by their names. */
    List<String> takeOrders() {
        List<String> names = orders().stream().map(TestWorker::name).toList();
        messages.clear();
        return names;
    }

    private static String name(Order order) {
        return switch (order.getOrderCase()) {
            case LAUNCH -> "launch " + order.getLaunch().getAttemptId();
            case KILL -> "kill " + order.getKill().getAttemptId();
            case DAG_ENDED -> "ended " + order.getDagEnded().getDagId();
            default -> order.getOrderCase().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** Larger messages cannot be sent to it. */
    void setLargestFrame(int bytes) {
        largestFrame = bytes;
    }

    String closedFor() {
        return closedFor;
    }

    @Override
    public void send(MessageLite message) {
        if (message.getSerializedSize() > largestFrame) {
            throw new IllegalArgumentException("a frame holds " + largestFrame + " bytes");
        }
        if (closedFor == null) {
            messages.add((ToWorker) message);
        }
    }

    @Override
    public void close(String reason) {
        closedFor = closedFor == null ? reason : closedFor;
    }

    @Override
    public String peer() {
        return id.toString();
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1:1";
    }

    @Override
    public boolean isOpen() {
        return closedFor == null;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }
}
