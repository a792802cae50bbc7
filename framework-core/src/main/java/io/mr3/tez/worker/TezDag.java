package io.mr3.tez.worker;

import com.google.common.collect.HashMultimap;
import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.shuffle.ShufflePorts;
import io.mr3.tez.plugin.DagUser;
import io.mr3.worker.AttemptListener;
import io.mr3.worker.HostedDag;
import io.mr3.worker.RunningAttempt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.util.AuxiliaryServiceHelper;
import org.apache.tez.common.TezClassLoader;
import org.apache.tez.common.TezCommonUtils;
import org.apache.tez.common.security.JobTokenIdentifier;
import org.apache.tez.common.security.TokenCache;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.runtime.api.impl.TaskSpec;
import org.apache.tez.runtime.common.objectregistry.ObjectRegistryImpl;
import org.apache.tez.runtime.task.TezTaskRunner2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DAG in one worker: its user, settings and vertices. All its attempts share one user, so also its file systems.
 */
final class TezDag implements HostedDag {
    private static final Logger LOG = LoggerFactory.getLogger(TezDag.class);

    private final DagId id;
    private final TezTaskHost worker;
    private final Configuration conf;
    private final UserGroupInformation user;
    private final List<Path> localDirs;
    private final Token<JobTokenIdentifier> sessionToken;
    private final OwnOutputs ownOutputs;
    private final String shuffleService;
    private final Map<String, ByteBuffer> shuffleMetadata;
    /** What daemons tell tasks, in the form in which Tez hands it on. */
    private final Map<String, String> serviceEnvironment = new HashMap<>();

    private final Map<VertexId, VertexBlueprint> vertices = new HashMap<>();
    /** How many attempts of each vertex were launched here. */
    private final Map<VertexId, Integer> launched = new HashMap<>();
    /** Made when the first plug-in comes; read when the DAG has ended, on another thread. */
    private volatile HostedPlugins plugins;

    TezDag(DagId id, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons, TezTaskHost worker)
            throws IOException {
        this.id = id;
        this.worker = worker;
        this.localDirs = localDirs;
        conf = TezSettings.session(worker.conf(), order.getConf());
        Credentials credentials = DagTypeConverters.convertByteStringToCredentials(order.getCredentials());
        sessionToken = TokenCache.getSessionToken(credentials);
        if (sessionToken == null) {
            throw new IllegalArgumentException("expected a session token in the credentials of " + id + ", got none");
        }
        user = UserGroupInformation.createRemoteUser(order.getUser());
        user.addCredentials(credentials);
        shuffleService = conf.get(TezConfiguration.TEZ_AM_SHUFFLE_AUXILIARY_SERVICE_ID);
        shuffleMetadata = Map.of(shuffleService, TezCommonUtils.convertJobTokenToBytes(sessionToken));
        daemons.forEach((service, metadata) -> offer(service, metadata, serviceEnvironment));
        ownOutputs = new OwnOutputs(worker.host(), ShufflePorts.read(daemons.get(ShuffleDaemon.NAME)));
    }

    private static void offer(String service, ByteString metadata, Map<String, String> environment) {
        AuxiliaryServiceHelper.setServiceDataIntoEnv(service, ByteBuffer.wrap(metadata.toByteArray()), environment);
    }

    /** What services tell an attempt; Tez's outputs name the shuffle handler that it finds here. */
    private Map<String, String> serviceEnvironment(int shufflePort) {
        Map<String, String> environment = new HashMap<>(serviceEnvironment);
        offer(shuffleService, new ShufflePorts(List.of(shufflePort)).metadata(), environment);
        return environment;
    }

    TezTaskHost worker() {
        return worker;
    }

    @Override
    public byte[] shuffleSecret() {
        return sessionToken.getPassword();
    }

    @Override
    public void registerVertex(VertexId vertex, RegisterVertex order) {
        vertices.put(vertex, new VertexBlueprint(order));
    }

    @Override
    public RunningAttempt launch(AttemptId attempt, Launch order, List<Path> attemptDirs, AttemptListener listener) {
        AttemptDirs dirs = new AttemptDirs(attemptDirs, attemptDirs.containsAll(localDirs));
        return TezAttempt.start(attempt, this, vertices.get(attempt.vertex()), order, dirs, listener);
    }

    /** The port of the handler that serves the outputs of the vertex's next attempt. */
    int nextShufflePort(VertexId vertex) {
        return ownOutputs.ports().turn(vertex.index(), launched.merge(vertex, 1, Integer::sum) - 1);
    }

    /**
     * Builds what runs an attempt; on its root thread. Nothing that Tez remembers between attempts of one process is
     * shared: neither threads, nor cached objects, nor which inputs were started.
     *
     * @param dirs where it writes
     * @param shufflePort what it takes for the port of the handler that serves its outputs
     */
    TezTaskRunner2 runner(
            TaskSpec task,
            long memoryBytes,
            AttemptDirs dirs,
            int shufflePort,
            AttemptReporter reporter,
            ExecutorService executor)
            throws IOException {
        boolean shared = PlantedMistake.SHARED_EXECUTOR.isPlanted();
        return new TezTaskRunner2(
                conf,
                user,
                dirs.writable().stream().map(Path::toString).toArray(String[]::new),
                task,
                1,
                shuffleMetadata,
                serviceEnvironment(shufflePort),
                HashMultimap.create(),
                reporter,
                shared ? PlantedMistake.Shared.POOL : executor,
                new ObjectRegistryImpl(),
                worker.pid(),
                worker.executionContext(),
                memoryBytes,
                false,
                worker.shim(),
                shared ? PlantedMistake.Shared.TEZ_POOL : null);
    }

    /** For one attempt. */
    LocalInputs localInputs() {
        return new LocalInputs(id, localDirs, ownOutputs);
    }

    OwnOutputs ownOutputs() {
        return ownOutputs;
    }

    @Override
    public void aboutPlugins(ByteString message, Consumer<ByteString> answers) {
        if (plugins == null) {
            plugins = new HostedPlugins(this, new DagUser(user, TezClassLoader.getInstance()), answers);
        }
        plugins.handle(message);
    }

    Configuration conf() {
        return conf;
    }

    @Override
    public void ended() {
        if (plugins != null) {
            plugins.close();
        }
        worker.environments().dagEnded(id.toString(), conf);
        try {
            FileSystem.closeAllForUGI(user);
        } catch (IOException e) {
            LOG.warn("cannot close the file systems of {}: {}", id, e.toString());
        }
    }
}
