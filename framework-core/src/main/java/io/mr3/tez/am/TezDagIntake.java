package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.tez.TaskEnvironment;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

    /**
     * An intake.
     *
     * @param process settings under those of every session; not changed
     * @param classes knows the plug-ins' classes
     * @param environment what applications need around their input initialisers
     */
    public TezDagIntake(Configuration process, ClassLoader classes, TaskEnvironment environment) {
        this.process = process;
        this.classes = classes;
        this.environment = environment;
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
            return new Intake(dag, new TezPluginHost(dag, vertices, user, conf, registration, environment));
        } catch (RuntimeException e) {
            String reason = e instanceof PluginException ? e.getMessage() : e.toString();
            throw new InvalidDagException("DAG " + plan.getName() + ": " + reason, e);
        }
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
