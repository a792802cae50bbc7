package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.SessionFiles;
import io.mr3.common.DagId;
import io.mr3.config.ConfigException;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.Resource;
import io.mr3.tez.PlanFiles;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.plugin.DagUser;
import io.mr3.tez.plugin.PluginException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGPlan;

/** Reads the plans that Tez's clients submit. From any thread. */
public final class TezDagIntake implements DagIntake {
    private final Configuration process;
    private final ClassLoader classes;
    private final TaskEnvironment environment;
    private final InstalledFiles installed;
    private final SessionFileStore sessionFiles;

    /**
     * An intake.
     *
     * @param process settings under those of every session; not changed
     * @param classes knows the plug-ins' classes
     * @param environment what applications need around their input initialisers
     * @param workerClassPath of every worker, with {@code directory/*} for all jars of a directory
     * @param directory for the files of sessions
     * @throws IOException if the class path cannot be read
     */
    public TezDagIntake(
            Configuration process,
            ClassLoader classes,
            TaskEnvironment environment,
            String workerClassPath,
            Path directory)
            throws IOException {
        this.process = process;
        this.classes = classes;
        this.environment = environment;
        this.installed = new InstalledFiles(workerClassPath);
        this.sessionFiles = new SessionFileStore(directory, installed, environment.fixedArtifacts());
    }

    @Override
    public void prepare() {
        installed.read(environment.fixedArtifacts());
    }

    @Override
    public Intake read(DagId id, Session session, ByteString bytes) throws InvalidDagException {
        DAGPlan plan;
        ConfigurationProto sessionConf;
        Credentials credentials;
        try {
            plan = DAGPlan.parseFrom(bytes);
            sessionConf = ConfigurationProto.parseFrom(session.conf());
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidDagException(id + ": expected a DAGPlan and a ConfigurationProto of Tez, got: " + e, e);
        }
        try {
            credentials = credentials(plan, session);
        } catch (IOException e) {
            throw new InvalidDagException("DAG " + plan.getName() + ": cannot read its credentials: " + e, e);
        }
        PlanChecks.check(plan);
        DagConf conf = new DagConf(process, sessionConf, plan);
        DagUser user = new DagUser(session.user(), credentials, classes);
        try {
            PlanReader reader = new PlanReader(id, session.user(), plan, conf, user);
            DagPlan dag = reader.dag();
            Map<String, HostedVertex> vertices = reader.vertices();
            RegisterDag registration = RegisterDag.newBuilder()
                    .setDagId(id.toString())
                    .setDagName(plan.getName())
                    .setUser(session.user())
                    .setCredentials(DagTypeConverters.convertCredentialsToProto(credentials))
                    .setConf(sessionConf.toBuilder()
                            .addAllConfKeyValues(plan.getDagConf().getConfKeyValuesList())
                            .build()
                            .toByteString())
                    .build();
            SessionFiles files = sessionFiles.fetch(files(plan, session), conf.ofDag(), user);
            WorkerPlugins workerPlugins = files == SessionFiles.NONE ? null : new WorkerPlugins();
            return new Intake(
                    dag,
                    new TezPluginHost(
                            dag, vertices, user, conf, registration, environment, workerPlugins, files::release),
                    files);
        } catch (IOException e) {
            throw new InvalidDagException("DAG " + plan.getName() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            String reason =
                    e instanceof PluginException || e instanceof ConfigException ? e.getMessage() : e.toString();
            throw new InvalidDagException("DAG " + plan.getName() + ": " + reason, e);
        }
    }

    /** Those of the plan, and behind them those that only the session has; its settings were read before. */
    private static List<Resource> files(DAGPlan plan, Session session) {
        List<Resource> ofPlan = Stream.concat(
                        plan.getLocalResourceList().stream(),
                        plan.getVertexList().stream().flatMap(v -> v.getTaskConfig().getLocalResourceList().stream()))
                .map(PlanFiles::of)
                .toList();
        return Stream.of(ofPlan, session.files())
                .flatMap(files -> files.stream().distinct().sorted(Comparator.comparing(Resource::getName)))
                .filter(file -> PlanFiles.isForTasks(file.getName()))
                .toList();
    }

    /** The DAG's own over the session's, whose token the shuffle of every DAG needs. */
    private static Credentials credentials(DAGPlan plan, Session session) throws IOException {
        Credentials credentials = new Credentials();
        for (ByteString tokens : List.of(session.credentials(), plan.getCredentialsBinary())) {
            if (!tokens.isEmpty()) {
                Credentials layer = new Credentials();
                layer.readTokenStorageStream(new DataInputStream(new ByteArrayInputStream(tokens.toByteArray())));
                credentials.addAll(layer);
            }
        }
        return credentials;
    }
}
