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
        if (isFailure(event) ? !failed.add(producer(event)) : failed.contains(producer(event))) {
            return false;
        }
        events.add(event);
        return true;
    }

    /** Events appended so far; a cursor for {@link #from}. */
    public int size() {
        return events.size();
    }

    /**
     * What another copy of this log lacks that ends at {@code cursor}: later outputs that still stand, and the failures of
     * outputs that it has. An output that came and failed since then is no news: its readers would only run after it.
     */
    public List<OutputEvent> from(int cursor) {
        List<OutputEvent> later = events.subList(cursor, events.size());
        Set<Long> known = new HashSet<>();
        if (later.stream().anyMatch(EdgeLog::isFailure)) {
            events.subList(0, cursor).forEach(event -> known.add(producer(event)));
        }
        return later.stream()
                .filter(event -> isFailure(event) ? known.contains(producer(event)) : !failed.contains(producer(event)))
                .toList();
    }

    /** What a consumer that starts now must hear: events of outputs that still stand. */
    public void standing(Consumer<OutputEvent> consumer) {
        for (OutputEvent event : events) {
            if (!failed.contains(producer(event))) {
                consumer.accept(event);
            }
        }
    }

    private static boolean isFailure(OutputEvent event) {
        return event.getKind() == OutputKind.FAILED_OUTPUT;
    }

    private static long producer(OutputEvent event) {
        return ((long) event.getSourceTask() << 32) | event.getVersion();
    }
}
