package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.function.Consumer;

/** Destination task n reads the one output of source task n; both sides have the same number of tasks. */
public record OneToOne() implements EdgeRouting {
    @Override
    public int physicalInputs(int destinationTask, int sourceTasks) {
        return 1;
    }

    @Override
    public int physicalOutputs(int sourceTask) {
        return 1;
    }

    @Override
    public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
        if (event.getSourceTask() == destinationTask) {
            sink.accept(Routed.one(event, 0, 0));
        }
    }

    @Override
    public int sourceOf(int destinationTask, int inputIndex) {
        return destinationTask;
    }

    @Override
    public int consumers(int sourceTask) {
        return 1;
    }
}
