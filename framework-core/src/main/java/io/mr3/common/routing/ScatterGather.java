package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.function.Consumer;

/**
 * Each destination task reads a range of consecutive partitions of every source task. A range of 1 is the plain shuffle;
 * wider ranges come from automatic reduction of the destination's parallelism after the sources were scheduled.
 *
 * @param partitions physical outputs of each source task
 * @param range partitions per destination task, except the last, which takes what is left
 * @param destinationTasks tasks that share the partitions
 */
public record ScatterGather(int partitions, int range, int destinationTasks) implements EdgeRouting {
    public ScatterGather {
        if (destinationTasks > 0 && (range < 1 || (long) range * (destinationTasks - 1) >= partitions)) {
            throw new IllegalArgumentException("expected ranges that divide " + partitions + " partitions among "
                    + destinationTasks + " tasks, got a range of " + range);
        }
    }

    /** One partition per destination task. */
    public static ScatterGather plain(int destinationTasks) {
        return new ScatterGather(destinationTasks, 1, destinationTasks);
    }

    private int first(int destinationTask) {
        return destinationTask * range;
    }

    private int width(int destinationTask) {
        return destinationTask == destinationTasks - 1 ? partitions - first(destinationTask) : range;
    }

    @Override
    public int physicalInputs(int destinationTask, int sourceTasks) {
        return sourceTasks * width(destinationTask);
    }

    @Override
    public int physicalOutputs(int sourceTask) {
        return partitions;
    }

    @Override
    public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
        int first = first(destinationTask);
        int width = width(destinationTask);
        int target = event.getSourceTask() * width;
        if (event.getKind() == OutputKind.FAILED_OUTPUT) {
            for (int i = 0; i < width; i++) {
                sink.accept(Routed.one(event, first + i, target + i));
            }
            return;
        }
        int from = Math.max(first, event.getIndex());
        int to = Math.min(first + width, event.getIndex() + event.getCount());
        if (from >= to) {
            return;
        }
        if (event.getKind() == OutputKind.COMPOSITE) {
            sink.accept(Routed.range(event, from, target + from - first, to - from));
        } else {
            sink.accept(Routed.one(event, from, target + from - first));
        }
    }

    @Override
    public int sourceOf(int destinationTask, int inputIndex) {
        return inputIndex / width(destinationTask);
    }

    @Override
    public int consumers(int sourceTask) {
        return destinationTasks;
    }
}
