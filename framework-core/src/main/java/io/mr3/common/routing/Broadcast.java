package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.function.Consumer;

/**
 * Every destination task reads the one output of every source task.
 *
 * @param destinationTasks tasks that read
 */
public record Broadcast(int destinationTasks) implements EdgeRouting {
    @Override
    public int physicalInputs(int destinationTask, int sourceTasks) {
        return sourceTasks;
    }

    @Override
    public int physicalOutputs(int sourceTask) {
        return 1;
    }

    @Override
    public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
        sink.accept(Routed.one(event, 0, event.getSourceTask()));
    }

    @Override
    public int sourceOf(int destinationTask, int inputIndex) {
        return inputIndex;
    }

    @Override
    public int consumers(int sourceTask) {
        return destinationTasks;
    }
}
