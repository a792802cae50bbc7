package io.mr3.tez.am;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.tez.plugin.DagUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.tez.dag.api.EdgeManagerPlugin;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;

/**
 * An edge manager of the older kind, which answers for all destination tasks at once by filling a map. Each event is asked
 * about once; the answer is kept for the destination tasks and attempts to come.
 */
final class MapFillingRouting extends PluginRouting {
    private final Map<OutputEvent, Map<Integer, List<RoutedOutput>>> answers = new IdentityHashMap<>();

    MapFillingRouting(DagUser user, EdgeManagerPluginDescriptor descriptor, EdgeManagerPluginContext context) {
        super(user, descriptor, context);
    }

    @Override
    EdgeManagerPlugin prepared() {
        return initialize();
    }

    @Override
    public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
        Map<Integer, List<RoutedOutput>> answer = answers.get(event);
        if (answer == null) {
            answer = new HashMap<>();
            answers.put(event, answer);
            expand(event, answer);
        }
        answer.getOrDefault(destinationTask, List.of()).forEach(sink);
    }

    private void expand(OutputEvent event, Map<Integer, List<RoutedOutput>> answer) {
        if (event.getKind() == OutputKind.FAILED_OUTPUT) {
            Map<Integer, List<Integer>> inputs = ask("routeInputSourceTaskFailedEventToDestination", () -> {
                Map<Integer, List<Integer>> filled = new HashMap<>();
                prepared().routeInputSourceTaskFailedEventToDestination(event.getSourceTask(), filled);
                return filled;
            });
            collect(event, inputs, answer);
            return;
        }
        for (int index = event.getIndex(); index < event.getIndex() + event.getCount(); index++) {
            OutputEvent single = event.toBuilder()
                    .setKind(OutputKind.DATA)
                    .setIndex(index)
                    .setCount(1)
                    .build();
            collect(single, inputsOf(single), answer);
        }
    }

    private Map<Integer, List<Integer>> inputsOf(OutputEvent single) {
        return ask("routeDataMovementEventToDestination", () -> {
            Map<Integer, List<Integer>> filled = new HashMap<>();
            DataMovementEvent event = DataMovementEvent.create(
                    single.getIndex(),
                    -1,
                    single.getVersion(),
                    single.getPayload().asReadOnlyByteBuffer());
            prepared().routeDataMovementEventToDestination(event, single.getSourceTask(), single.getIndex(), filled);
            return filled;
        });
    }

    private static void collect(
            OutputEvent event, Map<Integer, List<Integer>> inputs, Map<Integer, List<RoutedOutput>> answer) {
        inputs.forEach((task, indices) -> {
            List<RoutedOutput> routed = answer.computeIfAbsent(task, t -> new ArrayList<>());
            for (int index : indices) {
                routed.add(routed(event, event.getIndex(), index, 1));
            }
        });
    }

    @Override
    public int sourceOf(int destinationTask, int inputIndex) {
        return ask("routeInputErrorEventToSource", () -> prepared()
                .routeInputErrorEventToSource(
                        InputReadErrorEvent.create("", inputIndex, 0), destinationTask, inputIndex));
    }
}
