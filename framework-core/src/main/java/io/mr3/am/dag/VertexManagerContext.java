package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InputData;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a vertex manager may do. Each call inside a callback only takes note; it takes effect when the callback returns, and
 * notices to other plug-ins queue behind it. On the DAG's mailbox. Tez API: VertexManagerPluginContext.
 */
public interface VertexManagerContext {
    /** Tasks of {@code vertex}; -1 while unknown. What this callback has reconfigured is seen at once. */
    int parallelism(String vertex);

    /** Keeps the vertex from being configured until {@link #reconfigurationDone}; only in {@code initialize}. */
    void reconfigurationPlanned();

    void reconfigurationDone();

    /**
     * Sets the number of tasks, before any of them is scheduled.
     *
     * @param hints a hint per task, or null to keep those there are
     * @param routings new routings of in-edges by source vertex; absent ones stay
     */
    void reconfigure(int parallelism, List<LocationHint> hints, Map<String, EdgeRouting> routings);

    void setLocationHints(List<LocationHint> hints);

    /** Gives tasks pieces of a root input; {@code targetTasks} has the task of each piece. */
    void addInputData(List<Integer> targetTasks, List<InputData> pieces);

    /** Gives the processor of a task one event, before it runs and for each of its attempts. */
    void sendToProcessor(int task, ByteString payload);

    /** Lets tasks run; a hint of null keeps what is known. Repeated calls for one task are ignored. */
    void schedule(List<Integer> tasks, List<LocationHint> hints);

    /** Asks for {@link PluginHost.VertexManager#vertexStateChanged}; states reached before are told at once. */
    void subscribe(String vertex, Set<VertexEventKind> states);

    GroupCapacity capacity();

    /** Fails the vertex. */
    void fail(Throwable cause);
}
