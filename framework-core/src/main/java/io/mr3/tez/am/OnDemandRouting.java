package io.mr3.tez.am;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.PluginException;
import java.util.function.Consumer;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeManagerPluginOnDemand;
import org.apache.tez.dag.api.EdgeManagerPluginOnDemand.CompositeEventRouteMetadata;
import org.apache.tez.dag.api.EdgeManagerPluginOnDemand.EventRouteMetadata;

/** An edge manager that is asked about one source task and one destination task at a time. */
final class OnDemandRouting extends PluginRouting {
    private boolean prepared;

    OnDemandRouting(DagUser user, EdgeManagerPluginDescriptor descriptor, EdgeManagerPluginContext context) {
        super(user, descriptor, context);
    }

    @Override
    EdgeManagerPluginOnDemand prepared() throws Exception {
        EdgeManagerPluginOnDemand manager = (EdgeManagerPluginOnDemand) initialize();
        if (!prepared) {
            manager.prepareForRouting();
            prepared = true;
        }
        return manager;
    }

    @Override
    public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
        if (event.getKind() == OutputKind.COMPOSITE) {
            CompositeEventRouteMetadata range = ask("routeCompositeDataMovementEventToDestination", () -> prepared()
                    .routeCompositeDataMovementEventToDestination(event.getSourceTask(), destinationTask));
            if (range != null) {
                checkMade(event, range);
                sink.accept(routed(event, range.getSource(), range.getTarget(), range.getCount()));
            }
            return;
        }
        EventRouteMetadata targets = event.getKind() == OutputKind.FAILED_OUTPUT
                ? ask("routeInputSourceTaskFailedEventToDestination", () -> prepared()
                        .routeInputSourceTaskFailedEventToDestination(event.getSourceTask(), destinationTask))
                : ask("routeDataMovementEventToDestination", () -> prepared()
                        .routeDataMovementEventToDestination(event.getSourceTask(), event.getIndex(), destinationTask));
        if (targets != null) {
            for (int i = 0; i < targets.getNumEvents(); i++) {
                sink.accept(routed(event, event.getIndex(), targets.getTargetIndices()[i], 1));
            }
        }
    }

    /** Outputs that were never made would be waited for without end, or one be read in place of all. */
    private void checkMade(OutputEvent event, CompositeEventRouteMetadata range) {
        int made = event.getIndex() + event.getCount();
        if (range.getSource() + range.getCount() > made) {
            throw new PluginException(
                    describe("routeCompositeDataMovementEventToDestination") + ": expected a range of the " + made
                            + " outputs that task " + event.getSourceTask() + " has made, got " + range.getCount()
                            + " from " + range.getSource() + " on",
                    null);
        }
    }

    @Override
    public int sourceOf(int destinationTask, int inputIndex) {
        return ask("routeInputErrorEventToSource", () -> prepared()
                .routeInputErrorEventToSource(destinationTask, inputIndex));
    }
}
