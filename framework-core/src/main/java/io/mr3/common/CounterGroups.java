package io.mr3.common;

import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.CounterGroup;
import java.util.ArrayList;
import java.util.List;

/** The wire form of counters. */
public final class CounterGroups {
    private CounterGroups() {}

    /** What came over the wire, ready to be added up. */
    public static Counters read(List<CounterGroup> groups) {
        Counters counters = new Counters();
        for (CounterGroup group : groups) {
            for (Counter counter : group.getCountersList()) {
                counters.add(group.getName(), counter.getName(), counter.getValue());
            }
        }
        return counters;
    }

    /** The wire form of sums. */
    public static List<CounterGroup> write(Counters counters) {
        List<CounterGroup> groups = new ArrayList<>();
        counters.groups().forEach((name, values) -> {
            CounterGroup.Builder group = CounterGroup.newBuilder().setName(name);
            values.forEach((counter, value) ->
                    group.addCounters(Counter.newBuilder().setName(counter).setValue(value)));
            groups.add(group.build());
        });
        return groups;
    }
}
