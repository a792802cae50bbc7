package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Connection;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers operators. On the master's mailbox alone; text is made on an I/O thread. */
final class OperatorIntake {
    private final Mailbox mailbox;
    private final AuditLog audit;
    private final ViewPublisher views;
    private final Decommissioning decommissioning;
    private final ThreadDumps threadDumps;
    private final Killing killing;
    private final Reloading reloading;
    private final Resizing resizing;
    private final Shutdown shutdown;
    private final Executor io;

    OperatorIntake(
            Mailbox mailbox,
            AuditLog audit,
            ViewPublisher views,
            Decommissioning decommissioning,
            Killing killing,
            ThreadDumps threadDumps,
            Reloading reloading,
            Resizing resizing,
            Shutdown shutdown,
            Executor io) {
        this.mailbox = mailbox;
        this.audit = audit;
        this.views = views;
        this.decommissioning = decommissioning;
        this.killing = killing;
        this.threadDumps = threadDumps;
        this.reloading = reloading;
        this.resizing = resizing;
        this.shutdown = shutdown;
        this.io = io;
    }

    void heard(Connection connection, FromOperator message) {
        switch (message.getQuestionCase()) {
            case CLUSTER -> {
                ClusterView view = views.publish();
                io.execute(() -> connection.send(
                        answerTo(message).setCluster(ClusterJson.write(view)).build()));
            }
            case RELOAD -> io.execute(() -> reload(connection, message));
            default -> answer(connection, message, () -> done(message));
        }
    }

    /** On an I/O thread: settings are read there. */
    private void reload(Connection connection, FromOperator message) {
        try {
            Reloading.Settings settings = Reloading.read(message.getReload().getSettingsMap());
            mailbox.post(() -> answer(connection, message, () -> reloading.reload(settings)));
        } catch (IllegalArgumentException e) {
            mailbox.post(() -> answer(connection, message, () -> {
                throw e;
            }));
        }
    }

    /** Does it; returns what was done, in one line. */
    private String done(FromOperator message) {
        return switch (message.getQuestionCase()) {
            case DECOMMISSION ->
                decommissioning.decommission(
                        message.getDecommission().getNode(),
                        message.getDecommission().getDeadlineMs());
            case RECOMMISSION ->
                decommissioning.recommission(message.getRecommission().getNode());
            case DUMP_THREADS ->
                threadDumps.order(ContainerId.of(message.getDumpThreads().getContainer()));
            case RESIZE ->
                resizing.resize(
                        message.getResize().getNode(), message.getResize().getTotal());
            case KILL -> killing.kill(message.getKill().getTarget(), operator(message));
            case STOP -> shutdown.begin(message.getStop().getWorkers());
            default ->
                throw new IllegalArgumentException("expected a question that this version of mr3 knows, got another");
        };
    }

    private void answer(Connection connection, FromOperator message, Supplier<String> deed) {
        ToOperator.Builder answer = answerTo(message);
        try {
            answer.setDone(deed.get());
            audit.done(connection, message, answer.getDone());
        } catch (IllegalArgumentException e) {
            answer.setRefused(e.getMessage());
            audit.refused(connection, message, answer.getRefused());
        } catch (RuntimeException e) {
            audit.failed(connection, message, e.toString());
            throw e;
        }
        connection.send(answer.build());
    }

    private static ToOperator.Builder answerTo(FromOperator message) {
        return ToOperator.newBuilder().setRequest(message.getRequest());
    }

    private static String operator(FromOperator message) {
        return message.getUser().isEmpty() ? "unknown" : message.getUser();
    }
}
