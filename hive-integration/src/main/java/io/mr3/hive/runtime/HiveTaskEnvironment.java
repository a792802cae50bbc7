package io.mr3.hive.runtime;

import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.worker.PlantedMistake;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.llap.LlapDaemonInfo;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;
import org.apache.hadoop.hive.ql.exec.ObjectCacheFactory;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.io.IOContextMap;
import org.apache.hadoop.hive.ql.plan.BaseWork;
import org.apache.tez.common.TezUtils;
import org.apache.tez.dag.api.UserPayload;

/**
 * Tells Hive that its attempts share a JVM, as in one of its own daemons: without the flag they share operator trees,
 * and without an attempt's id on each attempt's threads they share the position in their input. Either gives wrong
 * rows, and no error, on partitioned tables.
 */
public final class HiveTaskEnvironment implements TaskEnvironment {
    @Override
    public void processStarted(Role role, String name, int slots, long taskMemoryBytes, long cacheBytes) {
        if (!PlantedMistake.DAEMON_FLAG.isPlanted()) {
            LlapProxy.setDaemon(true);
        }
        if (role == Role.WORKER) {
            // Hive divides what a process has by its executors; to that it would add a cache on the heap, so it hears
            // of none there
            LlapDaemonInfo.initialize(
                    name,
                    slots,
                    taskMemoryBytes,
                    cacheBytes,
                    cacheBytes > 0,
                    cacheBytes > 0,
                    Long.toString(ProcessHandle.current().pid()));
        }
        // the map of plans per thread is made on first use, without a lock
        Utilities.clearWorkMap(new Configuration(false));
    }

    @Override
    public void attemptBegins(String id) {
        if (!PlantedMistake.ATTEMPT_ID.isPlanted()) {
            IOContextMap.setThreadAttemptId(id);
        }
    }

    @Override
    public void attemptEnds(String id) {
        if (!PlantedMistake.ATTEMPT_ID.isPlanted()) {
            IOContextMap.clearThreadAttempt(id);
        }
        Utilities.clearWorkMap(new Configuration(false));
    }

    /** Plans are serialised objects of one version of Hive. */
    @Override
    public Set<String> fixedArtifacts() {
        return Set.of("hive-exec");
    }

    @Override
    public boolean outputsMayDiffer(String processor, UserPayload payload, boolean readsVertices) throws IOException {
        if (!RepeatableWork.knows(processor)) {
            return false;
        }
        RepeatableWork repeatable = new RepeatableWork(readsVertices);
        List<BaseWork> works = RepeatableWork.read(processor, TezUtils.createConfFromUserPayload(payload));
        return !works.stream().allMatch(repeatable::of);
    }

    @Override
    public void dagEnded(String dagId, Configuration dagConf) {
        String query = HiveConf.getVar(dagConf, HiveConf.ConfVars.HIVE_QUERY_ID);
        if (query != null && !query.isEmpty()) {
            ObjectCacheFactory.removeLlapQueryCache(query);
        }
    }
}
