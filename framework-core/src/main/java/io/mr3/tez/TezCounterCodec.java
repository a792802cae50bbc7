package io.mr3.tez;

import io.mr3.common.CounterGroups;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.CounterGroup;
import java.util.ArrayList;
import java.util.List;
import org.apache.tez.common.counters.TezCounter;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.records.DAGProtos.TezCounterGroupProto;
import org.apache.tez.dag.api.records.DAGProtos.TezCounterProto;
import org.apache.tez.dag.api.records.DAGProtos.TezCountersProto;

/**
 * Turns counters from one form into another: Tez's, which plug-ins and tasks fill; the engine's wire form; the engine's
 * sums; and what Tez's client reads. Only the first has limits, so no sum in the master can ever exceed one.
 */
public final class TezCounterCodec {
    private TezCounterCodec() {}

    /** The wire form of what a task counted. */
    public static List<CounterGroup> toWire(TezCounters counters) {
        List<CounterGroup> groups = new ArrayList<>();
        for (org.apache.tez.common.counters.CounterGroup group : counters) {
            CounterGroup.Builder wire = CounterGroup.newBuilder().setName(group.getName());
            for (TezCounter counter : group) {
                wire.addCounters(Counter.newBuilder().setName(counter.getName()).setValue(counter.getValue()));
            }
            groups.add(wire.build());
        }
        return groups;
    }

    /** What a plug-in counted, ready to be added up. */
    public static Counters toCounters(TezCounters counters) {
        return CounterGroups.read(toWire(counters));
    }

    /** What Tez's client reads; names stand for display names, as with every counter of Tez's own. */
    public static TezCountersProto toTez(List<CounterGroup> groups) {
        TezCountersProto.Builder counters = TezCountersProto.newBuilder();
        for (CounterGroup group : groups) {
            TezCounterGroupProto.Builder tez =
                    TezCounterGroupProto.newBuilder().setName(group.getName()).setDisplayName(group.getName());
            for (Counter counter : group.getCountersList()) {
                tez.addCounters(TezCounterProto.newBuilder()
                        .setName(counter.getName())
                        .setDisplayName(counter.getName())
                        .setValue(counter.getValue()));
            }
            counters.addCounterGroups(tez);
        }
        return counters.build();
    }
}
