package io.mr3.tez.worker;

import org.apache.hadoop.conf.Configuration;
import org.apache.tez.runtime.common.resources.InitialMemoryAllocator;
import org.apache.tez.runtime.common.resources.InitialMemoryRequestContext;
import org.apache.tez.runtime.library.resources.WeightedScalingMemoryDistributor;

/**
 * Divides among an attempt's inputs and outputs the attempt's share of the worker's memory: Tez itself would divide the
 * whole heap, as if the JVM held one attempt. The weights are those of Tez.
 *
 * <p>Tez API: the allocator named by {@code tez.task.scale.memory.allocator.class}.
 */
public final class AttemptMemory implements InitialMemoryAllocator {
    /** The attempt's share in bytes; the worker sets it in the configuration of each attempt. */
    static final String SHARE_KEY = "mr3.task.memory.bytes";

    private final InitialMemoryAllocator weights = new WeightedScalingMemoryDistributor();

    @Override
    public Iterable<Long> assignMemory(
            long wholeHeap, int inputs, int outputs, Iterable<InitialMemoryRequestContext> requests) {
        long share = getConf().getLong(SHARE_KEY, 0);
        if (share <= 0) {
            throw new IllegalStateException("expected the attempt's share of memory in " + SHARE_KEY + ", got "
                    + getConf().get(SHARE_KEY));
        }
        return weights.assignMemory(Math.min(share, wholeHeap), inputs, outputs, requests);
    }

    @Override
    public void setConf(Configuration conf) {
        weights.setConf(conf);
    }

    @Override
    public Configuration getConf() {
        return weights.getConf();
    }
}
