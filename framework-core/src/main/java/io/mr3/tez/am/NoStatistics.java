package io.mr3.tez.am;

import org.apache.tez.runtime.api.InputStatistics;
import org.apache.tez.runtime.api.OutputStatistics;
import org.apache.tez.runtime.api.VertexStatistics;

/** Statistics of a vertex that reports none. */
enum NoStatistics implements VertexStatistics, InputStatistics, OutputStatistics {
    INSTANCE;

    @Override
    public InputStatistics getInputStatistics(String inputName) {
        return this;
    }

    @Override
    public OutputStatistics getOutputStatistics(String outputName) {
        return this;
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public long getItemsProcessed() {
        return 0;
    }
}
