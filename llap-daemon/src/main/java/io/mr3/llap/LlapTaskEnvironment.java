package io.mr3.llap;

import io.mr3.tez.TaskEnvironment;
import org.apache.hadoop.hive.llap.counters.FragmentCountersMap;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;
import org.apache.tez.common.counters.TezCounters;

/** Gives Hive's cache the counters of the attempts that it reads for: hits, misses, bytes that it read itself. */
public final class LlapTaskEnvironment implements TaskEnvironment {
    private static final String PREFIX = "attempt_";

    @Override
    public void attemptCounts(String id, TezCounters counters) {
        if (LlapProxy.getIo() != null) {
            FragmentCountersMap.registerCountersForFragment(fragment(id), counters);
        }
    }

    @Override
    public void attemptEnds(String id) {
        if (LlapProxy.getIo() != null) {
            FragmentCountersMap.unregisterCountersForFragment(fragment(id));
        }
    }

    /** Hive's name of an attempt. */
    private static String fragment(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
