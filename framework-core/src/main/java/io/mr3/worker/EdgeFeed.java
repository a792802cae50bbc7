package io.mr3.worker;

import io.mr3.common.AttemptId;
import io.mr3.common.routing.EdgeLog;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One edge into a vertex of this worker: the log of what its producers said, and the live attempts that read from them.
 * Each attempt hears in the order of the log what the log means for it; one that starts late hears first what still
 * stands. Owned by the worker's mailbox.
 */
final class EdgeFeed {
    private final EdgeLog log = new EdgeLog();
    private final EdgeRouting routing;
    private final Map<AttemptId, RunningAttempt> consumers = new LinkedHashMap<>();

    EdgeFeed(EdgeRouting routing) {
        this.routing = routing;
    }

    void append(List<OutputEvent> events) {
        List<OutputEvent> news = events.stream().filter(log::append).toList();
        consumers.forEach((id, attempt) -> deliver(id, attempt, news));
    }

    void join(AttemptId id, RunningAttempt attempt) {
        List<OutputEvent> standing = new ArrayList<>();
        log.standing(standing::add);
        deliver(id, attempt, standing);
        consumers.put(id, attempt);
    }

    void leave(AttemptId id) {
        consumers.remove(id);
    }

    private void deliver(AttemptId id, RunningAttempt attempt, List<OutputEvent> events) {
        List<RoutedEvent> routed = new ArrayList<>();
        for (OutputEvent event : events) {
            routing.route(
                    event,
                    id.task().index(),
                    output -> routed.add(
                            RoutedEvent.newBuilder().setOutput(output).build()));
        }
        if (!routed.isEmpty()) {
            attempt.deliver(routed);
        }
    }
}
