package io.mr3.tez.am;

import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.PluginException;
import org.apache.tez.dag.api.EdgeManagerPlugin;
import org.apache.tez.dag.api.EdgeManagerPluginContext;
import org.apache.tez.dag.api.EdgeManagerPluginDescriptor;
import org.apache.tez.dag.api.EdgeManagerPluginOnDemand;

/**
 * A routing that a user's edge manager decides. On the DAG's mailbox; what the edge manager throws comes out as a
 * {@link PluginException}.
 */
abstract class PluginRouting implements EdgeRouting {
    private final DagUser user;
    private final EdgeManagerPluginDescriptor descriptor;
    private final EdgeManagerPluginContext context;
    private EdgeManagerPlugin initialized;

    PluginRouting(DagUser user, EdgeManagerPluginDescriptor descriptor, EdgeManagerPluginContext context) {
        this.user = user;
        this.descriptor = descriptor;
        this.context = context;
    }

    /** The routing for a user's edge manager: by its kind, which its class tells. */
    static PluginRouting of(DagUser user, EdgeManagerPluginDescriptor descriptor, EdgeManagerPluginContext context) {
        boolean onDemand = user.plugin(
                "edge manager " + descriptor.getClassName(),
                () -> EdgeManagerPluginOnDemand.class.isAssignableFrom(user.load(descriptor.getClassName())));
        return onDemand
                ? new OnDemandRouting(user, descriptor, context)
                : new MapFillingRouting(user, descriptor, context);
    }

    /** Makes and initialises the edge manager, unless that was done before; it may ask for numbers of tasks. */
    final EdgeManagerPlugin initialize() {
        if (initialized == null) {
            initialized = user.plugin(describe("initialize"), () -> {
                EdgeManagerPlugin plugin = user.create(
                        descriptor.getClassName(), EdgeManagerPlugin.class, EdgeManagerPluginContext.class, context);
                plugin.initialize();
                return plugin;
            });
        }
        return initialized;
    }

    @Override
    public int physicalInputs(int destinationTask, int sourceTasks) {
        return ask("getNumDestinationTaskPhysicalInputs", () -> prepared()
                .getNumDestinationTaskPhysicalInputs(destinationTask));
    }

    @Override
    public int physicalOutputs(int sourceTask) {
        return ask("getNumSourceTaskPhysicalOutputs", () -> initialize().getNumSourceTaskPhysicalOutputs(sourceTask));
    }

    @Override
    public int consumers(int sourceTask) {
        return ask("getNumDestinationConsumerTasks", () -> prepared().getNumDestinationConsumerTasks(sourceTask));
    }

    /** The edge manager, once both sides' numbers of tasks are final. */
    abstract EdgeManagerPlugin prepared() throws Exception;

    final <T> T ask(String call, Question<T> question) {
        try {
            return question.answer();
        } catch (PluginException e) {
            throw e;
        } catch (Exception e) {
            throw new PluginException(describe(call) + " failed: " + e, e);
        }
    }

    final String describe(String call) {
        return "edge manager " + descriptor.getClassName() + " from " + context.getSourceVertexName() + " to "
                + context.getDestinationVertexName() + ": " + call;
    }

    static RoutedOutput routed(OutputEvent event, int sourceIndex, int targetIndex, int count) {
        return RoutedOutput.newBuilder()
                .setOutput(event)
                .setSourceIndex(sourceIndex)
                .setTargetIndex(targetIndex)
                .setCount(count)
                .build();
    }

    /** A call of the edge manager. */
    @FunctionalInterface
    interface Question<T> {
        T answer() throws Exception;
    }
}
