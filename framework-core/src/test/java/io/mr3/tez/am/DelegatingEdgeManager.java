package io.mr3.tez.am;

import org.apache.tez.dag.api.EdgeManagerPluginOnDemand;

/** An edge manager under another name. */
abstract class DelegatingEdgeManager extends EdgeManagerPluginOnDemand {
    private final EdgeManagerPluginOnDemand target;

    DelegatingEdgeManager(EdgeManagerPluginOnDemand target) {
        super(target.getContext());
        this.target = target;
    }

    @Override
    public void initialize() throws Exception {
        target.initialize();
    }

    @Override
    public void prepareForRouting() throws Exception {
        target.prepareForRouting();
    }

    @Override
    public int getNumDestinationTaskPhysicalInputs(int task) throws Exception {
        return target.getNumDestinationTaskPhysicalInputs(task);
    }

    @Override
    public int getNumSourceTaskPhysicalOutputs(int task) throws Exception {
        return target.getNumSourceTaskPhysicalOutputs(task);
    }

    @Override
    public int getNumDestinationConsumerTasks(int task) throws Exception {
        return target.getNumDestinationConsumerTasks(task);
    }

    @Override
    public int routeInputErrorEventToSource(int task, int input) throws Exception {
        return target.routeInputErrorEventToSource(task, input);
    }

    @Override
    public EventRouteMetadata routeDataMovementEventToDestination(int source, int output, int task) throws Exception {
        return target.routeDataMovementEventToDestination(source, output, task);
    }

    @Override
    public CompositeEventRouteMetadata routeCompositeDataMovementEventToDestination(int source, int task)
            throws Exception {
        return target.routeCompositeDataMovementEventToDestination(source, task);
    }

    @Override
    public EventRouteMetadata routeInputSourceTaskFailedEventToDestination(int source, int task) throws Exception {
        return target.routeInputSourceTaskFailedEventToDestination(source, task);
    }
}
