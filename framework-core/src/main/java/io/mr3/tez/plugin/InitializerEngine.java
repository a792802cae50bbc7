package io.mr3.tez.plugin;

import java.util.Set;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.event.VertexState;

/** What an input initialiser may ask of its DAG, wherever it runs. From the initialiser's threads. */
public interface InitializerEngine {
    /**
     * Tasks of another vertex.
     *
     * @param inDelivery the caller hears of an event or a state just now, so it may have to do with what is known
     */
    int parallelism(String vertex, boolean inDelivery) throws InterruptedException;

    /** @param states null for all */
    void subscribe(String vertex, Set<VertexState> states);

    void addCounters(TezCounters counters);

    /** What all workers that the DAG may use have together. */
    Resource total();

    /** Hosts that these workers are on. */
    int nodes();
}
