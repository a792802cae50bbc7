package io.mr3.tez;

import io.mr3.rpc.proto.Resource;
import java.net.URISyntaxException;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.TezConstants;
import org.apache.tez.dag.api.records.DAGProtos.PlanLocalResource;
import org.apache.tez.dag.api.records.DAGProtos.PlanLocalResourceType;

/** Files that a Tez client names for its tasks and plug-ins, in the engine's form. */
public final class PlanFiles {
    /** What Tez's clients hand over to an application master of Tez's own: not for tasks and plug-ins. */
    private static final Set<String> TEZ_OWN = Set.of(
            TezConstants.TEZ_PB_BINARY_CONF_NAME,
            TezConstants.TEZ_PB_PLAN_BINARY_NAME,
            TezConstants.TEZ_AM_LOCAL_RESOURCES_PB_FILE_NAME);

    private PlanFiles() {}

    /** Whether a file of this name is for tasks and plug-ins. */
    public static boolean isForTasks(String name) {
        return !TEZ_OWN.contains(name);
    }

    /**
     * A file of a plan.
     *
     * @throws IllegalArgumentException if its address is none
     */
    public static Resource of(PlanLocalResource file) {
        return resource(
                file.getName(),
                DagTypeConverters.convertToYarnURL(file.getUri()),
                file.getSize(),
                file.getTimeStamp(),
                file.getType() == PlanLocalResourceType.FILE);
    }

    /**
     * A file of a session.
     *
     * @throws IllegalArgumentException if its address is none
     */
    public static Resource of(String name, LocalResource file) {
        return resource(
                name,
                file.getResource(),
                file.getSize(),
                file.getTimestamp(),
                file.getType() == LocalResourceType.FILE);
    }

    private static Resource resource(String name, URL address, long size, long modified, boolean plain) {
        try {
            return Resource.newBuilder()
                    .setName(name)
                    .setPath(address.toPath().toString())
                    .setSize(size)
                    .setModified(modified)
                    .setArchive(!plain)
                    .build();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("expected a path for file " + name + ", got " + address, e);
        }
    }
}
