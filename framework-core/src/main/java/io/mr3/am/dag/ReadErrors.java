package io.mr3.am.dag;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.ReadError;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows complaints of consumers to the attempts that made the output. */
final class ReadErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ReadErrors.class);

    private final Agenda agenda;
    private final ReadErrorPolicy policy;
    private final Map<AttemptId, ReadErrorPolicy.Complaints> complaints = new HashMap<>();

    ReadErrors(Agenda agenda, ReadErrorPolicy policy) {
        this.agenda = agenda;
        this.policy = policy;
    }

    /** @param consumer the running attempt that complains of {@code edge} */
    void reported(Attempt consumer, Edge edge, ReadError error) {
        int destination = consumer.task().id().index();
        int source = edge.routing().sourceOf(destination, error.getInputIndex());
        Task task = edge.source().tasks().get(source);
        Attempt producer = task.attempt(error.getVersion());
        if (producer.state() != AttemptState.SUCCEEDED && producer.state() != AttemptState.RUNNING) {
            return;
        }
        boolean lost = policy.isLost(
                complaints.computeIfAbsent(producer.id(), id -> new ReadErrorPolicy.Complaints()),
                consumer.task().id(),
                error,
                edge.destination().tasks().running().size(),
                agenda.nanoTime());
        if (!lost) {
            return;
        }
        complaints.remove(producer.id());
        String reason = "output of " + producer + " can't be read by " + consumer + ": " + error.getDiagnostics();
        LOG.info("{}", reason);
        task.handle(new TaskEvent.LoseOutput(reason, true));
    }
}
