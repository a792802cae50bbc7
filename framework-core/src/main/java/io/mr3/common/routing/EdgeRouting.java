package io.mr3.common.routing;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.function.Consumer;

/**
 * How the physical outputs of an edge's source tasks become the physical inputs of its destination tasks. Built-in kinds
 * are records that master and workers share; a plug-in's is asked in the master only, on its DAG's mailbox.
 *
 * <p>Tez API: EdgeManagerPlugin and EdgeManagerPluginOnDemand.
 */
public interface EdgeRouting {
    /** Physical inputs of {@code destinationTask} from this edge. */
    int physicalInputs(int destinationTask, int sourceTasks);

    /** Physical outputs that {@code sourceTask} makes for this edge. */
    int physicalOutputs(int sourceTask);

    /**
     * Tells {@code sink} what {@code event} means for {@code destinationTask}: nothing, one routed event or several.
     */
    void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink);

    /** The source task behind physical input {@code inputIndex} of {@code destinationTask}. */
    int sourceOf(int destinationTask, int inputIndex);

    /** How many destination tasks read the output of {@code sourceTask}. */
    int consumers(int sourceTask);
}
