package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.tez.TaskEnvironment;
import io.mr3.worker.HostedDag;
import io.mr3.worker.TaskHost;
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.counters.Limits;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.hadoop.shim.HadoopShim;
import org.apache.tez.hadoop.shim.HadoopShimsLoader;
import org.apache.tez.runtime.api.ExecutionContext;
import org.apache.tez.runtime.api.impl.ExecutionContextImpl;

/** Runs attempts of Tez DAGs: what all of them in this worker share, which is as little as possible. */
public final class TezTaskHost implements TaskHost {
    private final WorkerSettings settings;
    private final TaskEnvironment environments;
    private final Configuration conf = new Configuration();
    private final HadoopShim shim = new HadoopShimsLoader(conf).getHadoopShim();
    private final AttemptGroups groups = new AttemptGroups();

    private TezTaskHost(WorkerSettings settings, TaskEnvironment environments) {
        this.settings = settings;
        this.environments = environments;
    }

    /** Prepares this process, before anything of an application runs in it, and makes its host. */
    public static TezTaskHost start(WorkerSettings settings, TaskEnvironment environments) {
        raiseCounterLimits();
        environments.processStarted(
                TaskEnvironment.Role.WORKER,
                settings.id().toString(),
                settings.slots(),
                settings.taskMemoryBytes(),
                settings.cacheBytes());
        return new TezTaskHost(settings, environments);
    }

    @Override
    public HostedDag registerDag(DagId dag, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons) {
        try {
            return new TezDag(dag, order, localDirs, daemons, this);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected credentials and settings of " + dag + ", got " + e, e);
        }
    }

    @Override
    public void close() {}

    /**
     * Tez's limits are those of the whole JVM, set by whoever comes first; a DAG of many vertices exceeds the
     * default.
     */
    private static void raiseCounterLimits() {
        Configuration limits = new Configuration(false);
        limits.setInt(TezConfiguration.TEZ_COUNTERS_MAX, Integer.MAX_VALUE);
        limits.setInt(TezConfiguration.TEZ_COUNTERS_MAX_GROUPS, Integer.MAX_VALUE);
        Limits.reset();
        Limits.setConfiguration(limits);
    }

    Configuration conf() {
        return conf;
    }

    String name() {
        return settings.id() + "@" + settings.host() + ", log " + settings.logFile();
    }

    /** As configured; what is written lies below them. */
    List<Path> localDirs() {
        return settings.localDirs();
    }

    String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    String host() {
        return settings.host();
    }

    Duration killGrace() {
        return settings.killGrace();
    }

    ExecutionContext executionContext() {
        return new ExecutionContextImpl(host());
    }

    HadoopShim shim() {
        return shim;
    }

    TaskEnvironment environments() {
        return environments;
    }

    AttemptGroups groups() {
        return groups;
    }

    Duration progressInterval() {
        return settings.progressInterval();
    }

    Duration counterInterval() {
        return settings.counterInterval();
    }
}
