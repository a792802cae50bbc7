package io.mr3.tez.client;

import com.google.protobuf.ByteString;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.tez.PlanFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.tez.dag.api.TezConstants;

/**
 * What a Tez client submits to YARN.
 *
 * @param session the session that it wants
 * @param onlyDag Tez's DAGPlan, if the client wants a session for one DAG and no more; null for a session of many
 */
record Submission(OpenSession session, ByteString onlyDag) {
    /**
     * Reads the context and the files that it names.
     *
     * @throws IOException if one of these cannot be read
     */
    static Submission read(ApplicationSubmissionContext context, Configuration conf) throws IOException {
        Map<String, LocalResource> resources = context.getAMContainerSpec().getLocalResources();
        OpenSession.Builder request = OpenSession.newBuilder()
                .setAppId(context.getApplicationId().toString())
                .setName(context.getApplicationName())
                .setUser(UserGroupInformation.getCurrentUser().getShortUserName())
                .setConf(content(resources, TezConstants.TEZ_PB_BINARY_CONF_NAME, conf));
        if (context.getAMContainerSpec().getTokens() != null) {
            request.setCredentials(
                    ByteString.copyFrom(context.getAMContainerSpec().getTokens().duplicate()));
        }
        for (Map.Entry<String, LocalResource> resource : resources.entrySet()) {
            if (PlanFiles.isForTasks(resource.getKey())) {
                request.addResources(PlanFiles.of(resource.getKey(), resource.getValue()));
            }
        }
        boolean isForOneDag = resources.containsKey(TezConstants.TEZ_PB_PLAN_BINARY_NAME);
        return new Submission(
                request.build(), isForOneDag ? content(resources, TezConstants.TEZ_PB_PLAN_BINARY_NAME, conf) : null);
    }

    private static ByteString content(Map<String, LocalResource> resources, String name, Configuration conf)
            throws IOException {
        LocalResource file = resources.get(name);
        if (file == null) {
            throw new IOException("expected " + name + " among the session's files, got " + resources.keySet());
        }
        Path path = path(file);
        try (InputStream in = path.getFileSystem(conf).open(path)) {
            return ByteString.readFrom(in);
        }
    }

    private static Path path(LocalResource file) throws IOException {
        try {
            return file.getResource().toPath();
        } catch (URISyntaxException e) {
            throw new IOException("expected a path, got " + file.getResource(), e);
        }
    }
}
