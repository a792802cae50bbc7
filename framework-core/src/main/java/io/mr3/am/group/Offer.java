package io.mr3.am.group;

import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.Comparator;
import java.util.Map;

/**
 * A worker that another group may have more use for.
 *
 * @param first of the DAGs that may need its outputs, in the order of {@link #ORDER}; null if none does
 * @param running DAGs with attempts on it that do not wait for inputs, and the first priority among them
 */
record Offer(WorkerId worker, State state, DagId first, Map<DagId, Integer> running) {
    /** One order of all DAGs, so that those who contend for workers never wait for each other in a circle. */
    static final Comparator<DagId> ORDER = Comparator.comparing(DagId::app).thenComparingInt(DagId::number);

    /** What is on the worker. */
    enum State {
        /** Nothing that anybody needs. */
        SPARE,
        /** Outputs that somebody may need. */
        RESTING,
        /** Attempts that wait for inputs, and perhaps outputs. */
        WAITING,
        /** Attempts that work, as far as is known here: those of a DAG whose outputs are lost may wait for these. */
        WORKING
    }

    Offer {
        running = Map.copyOf(running);
    }

    /** On which nothing works. */
    Offer(WorkerId worker, State state, DagId first) {
        this(worker, state, first, Map.of());
    }

    /** Whether all that works on it comes later in its DAG than what waits to run again. */
    boolean yieldsTo(Map<DagId, Integer> reruns) {
        return running.entrySet().stream()
                .allMatch(works -> reruns.getOrDefault(works.getKey(), Integer.MAX_VALUE) < works.getValue());
    }
}
