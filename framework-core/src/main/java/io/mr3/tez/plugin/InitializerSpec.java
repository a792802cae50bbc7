package io.mr3.tez.plugin;

import io.mr3.common.VertexId;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.dag.api.UserPayload;

/**
 * What an input initialiser is made from.
 *
 * @param vertex whose root input it looks into
 * @param className of the initialiser
 * @param payload of the initialiser
 * @param inputPayload of the input
 * @param conf all settings that hold for the vertex; a copy for each call
 * @param plannedTasks -1 if this or another initialiser is to decide it
 * @param task resources of one task
 */
public record InitializerSpec(
        VertexId vertex,
        String dagName,
        String vertexName,
        String input,
        String className,
        UserPayload payload,
        UserPayload inputPayload,
        Supplier<Configuration> conf,
        int plannedTasks,
        Resource task) {
    /** Names it in its process. */
    public String id() {
        return "initializer_" + vertex + "_" + input;
    }
}
