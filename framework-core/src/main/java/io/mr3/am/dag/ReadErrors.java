package io.mr3.am.dag;

import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.ReadError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows complaints of consumers to the attempts that made the output. */
final class ReadErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ReadErrors.class);

    private final Agenda agenda;
    private final ReadErrorPolicy policy;
    private final LostOutputs lostOutputs;
    private final Map<AttemptId, ReadErrorPolicy.Complaints> complaints = new HashMap<>();
    /** Tasks that were found at fault for outputs on a worker that nobody knew to be lost. */
    private final Map<WorkerId, List<Task>> blamed = new HashMap<>();

    ReadErrors(Agenda agenda, ReadErrorPolicy policy, LostOutputs lostOutputs) {
        this.agenda = agenda;
        this.policy = policy;
        this.lostOutputs = lostOutputs;
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
        WorkerId worker = producer.worker().id();
        boolean counts = !lostOutputs.hasLost(worker);
        if (counts) {
            blamed.computeIfAbsent(worker, w -> new ArrayList<>()).add(task);
        }
        task.handle(new TaskEvent.LoseOutput(reason, counts));
    }

    /** Consumers may see a worker's end before the group does: what they complained of was the worker's fault. */
    void workerLost(WorkerId worker) {
        blamed.getOrDefault(worker, List.of()).forEach(task -> task.handle(new TaskEvent.Absolve()));
        blamed.remove(worker);
    }
}
