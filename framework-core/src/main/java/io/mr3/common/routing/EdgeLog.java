package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that producers said on one edge, in order; the same class in the master and in each worker that holds consumers.
 * Once an output is declared failed, newcomers no longer hear of it, and what its producer still says of it is dropped.
 * Not thread-safe.
 */
public final class EdgeLog {
    private final List<OutputEvent> events = new ArrayList<>();
    private final Set<Long> failed = new HashSet<>();

    /**
     * Appends {@code event}.
     *
     * @return false if it was dropped: it speaks of an output that is already declared failed
     */
    public boolean append(OutputEvent event) {
        boolean isFailure = event.getKind() == OutputKind.FAILED_OUTPUT;
        if (isFailure ? !failed.add(producer(event)) : failed.contains(producer(event))) {
            return false;
        }
        events.add(event);
        return true;
    }

    /** Events appended so far; a cursor for {@link #from}. */
    public int size() {
        return events.size();
    }

    /** The events from {@code cursor} on, failures included: what another copy of this log lacks. */
    public List<OutputEvent> from(int cursor) {
        return List.copyOf(events.subList(cursor, events.size()));
    }

    /** What a consumer that starts now must hear: events of outputs that still stand. */
    public void standing(Consumer<OutputEvent> consumer) {
        for (OutputEvent event : events) {
            if (!failed.contains(producer(event))) {
                consumer.accept(event);
            }
        }
    }

    private static long producer(OutputEvent event) {
        return ((long) event.getSourceTask() << 32) | event.getVersion();
    }
}
