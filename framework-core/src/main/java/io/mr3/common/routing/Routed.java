package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;

/** Builds routed events. */
final class Routed {
    private Routed() {}

    static RoutedOutput one(OutputEvent event, int sourceIndex, int targetIndex) {
        return range(event, sourceIndex, targetIndex, 1);
    }

    static RoutedOutput range(OutputEvent event, int sourceIndex, int targetIndex, int count) {
        return RoutedOutput.newBuilder()
                .setOutput(event)
                .setSourceIndex(sourceIndex)
                .setTargetIndex(targetIndex)
                .setCount(count)
                .build();
    }
}
