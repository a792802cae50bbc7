package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Connection;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators. On the master's mailbox alone; text is made on an I/O thread. */
final class OperatorIntake {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorIntake.class);

    private final ViewPublisher views;
    private final Decommissioning decommissioning;
    private final Killing killing;
    private final Shutdown shutdown;
    private final Executor io;

    OperatorIntake(ViewPublisher views, Decommissioning decommissioning, Killing killing, Shutdown shutdown, Executor io) {
        this.views = views;
        this.decommissioning = decommissioning;
        this.killing = killing;
        this.shutdown = shutdown;
        this.io = io;
    }

    void heard(Connection connection, FromOperator message) {
        ToOperator.Builder answer = ToOperator.newBuilder().setRequest(message.getRequest());
        try {
            switch (message.getQuestionCase()) {
                case CLUSTER -> {
                    ClusterView view = views.publish();
                    io.execute(() -> connection.send(
                            answer.setCluster(ClusterJson.write(view)).build()));
                    return;
                }
                case DECOMMISSION ->
                    answer.setDone(decommissioning.decommission(
                            message.getDecommission().getNode(),
                            message.getDecommission().getDeadlineMs()));
                case RECOMMISSION ->
                    answer.setDone(decommissioning.recommission(
                            message.getRecommission().getNode()));
                case KILL -> answer.setDone(killing.kill(message.getKill().getTarget(), operator(message)));
                case STOP -> answer.setDone(shutdown.begin(message.getStop().getWorkers()));
                default -> answer.setRefused("expected a question that this version of mr3 knows, got another");
            }
        } catch (IllegalArgumentException e) {
            answer.setRefused(e.getMessage());
        }
        LOG.info(
                "{}, asked by {}: {}",
                message.getQuestionCase(),
                connection.peer(),
                answer.hasDone() ? answer.getDone() : answer.getRefused());
        connection.send(answer.build());
    }

    private static String operator(FromOperator message) {
        return message.getUser().isEmpty() ? "unknown" : message.getUser();
    }
}
