package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.Mr3Conf;
import io.mr3.testkit.MasterDirectories;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.client.DAGClient;
import org.apache.tez.dag.api.client.DAGStatus;
import org.apache.tez.runtime.api.ProcessorContext;
import org.apache.tez.runtime.library.processor.SimpleProcessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that acts for several users opens a session for each; their attempts never share a process. */
class UsersTest {
    private static final int SLOT_MB = 128;

    @TempDir
    Path dir;

    /** Writes down in which process it runs, and as whom. */
    public static final class Signs extends SimpleProcessor {
        /** As Tez makes it. */
        public Signs(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            String file = StandardCharsets.UTF_8
                    .decode(getContext().getUserPayload().getPayload())
                    .toString();
            Files.writeString(
                    Path.of(file),
                    ProcessHandle.current().pid() + " "
                            + UserGroupInformation.getCurrentUser().getShortUserName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "process"})
    void eachHasWorkersOfItsOwn(String form) throws Exception {
        String me = UserGroupInformation.getLoginUser().getShortUserName();
        String own = Long.toString(ProcessHandle.current().pid());
        try (EmbeddedMaster master = EmbeddedMaster.start(conf(form), notice -> {})) {
            String[] mine = run(master, UserGroupInformation.getLoginUser(), "mine");
            String[] joes = run(master, proxy("joe"), "joes");
            String[] joesToo = run(master, proxy("joe"), "joes-too");
            String[] janes = run(master, proxy("jane"), "janes");
            assertEquals(List.of(me, "joe", "joe", "jane"), List.of(mine[1], joes[1], joesToo[1], janes[1]));
            assertEquals(joes[0], joesToo[0], "sessions of one user share workers");
            assertEquals(3, Set.of(mine[0], joes[0], janes[0]).size());
            assertEquals(form.equals("thread"), mine[0].equals(own));
            assertNotEquals(own, joes[0], "somebody else's attempts are in the master's process");
        }
    }

    private static UserGroupInformation proxy(String user) throws Exception {
        return UserGroupInformation.createProxyUser(user, UserGroupInformation.getLoginUser());
    }

    /** Process and user of a task. */
    private String[] run(EmbeddedMaster master, UserGroupInformation user, String name) throws Exception {
        return user.doAs((PrivilegedExceptionAction<String[]>) () -> {
            Path file = dir.resolve(name);
            TezConfiguration conf = new TezConfiguration();
            master.clientSettings().forEach(conf::set);
            conf.set(
                    TezConfiguration.TEZ_AM_STAGING_DIR,
                    dir.resolve("staging-of-" + name).toString());
            conf.setInt(TezConfiguration.TEZ_TASK_RESOURCE_MEMORY_MB, SLOT_MB);
            TezClient client = TezClient.create(name, conf, true);
            client.start();
            try {
                client.waitTillReady();
                UserPayload payload =
                        UserPayload.create(ByteBuffer.wrap(file.toString().getBytes(StandardCharsets.UTF_8)));
                DAG dag = DAG.create(name)
                        .addVertex(Vertex.create(
                                "signs",
                                ProcessorDescriptor.create(Signs.class.getName())
                                        .setUserPayload(payload),
                                1));
                DAGClient running = client.submitDAG(dag);
                DAGStatus status = running.waitForCompletion();
                assertEquals(DAGStatus.State.SUCCEEDED, status.getState(), status.getDiagnostics()::toString);
                return Files.readString(file).split(" ");
            } finally {
                client.stop();
            }
        });
    }

    private Mr3Conf conf(String form) {
        Map<String, String> settings = new HashMap<>(MasterDirectories.below(dir));
        settings.put("mr3.local.worker", form);
        settings.put("mr3.container.slots", "1");
        settings.put("mr3.container.slot.memory.mb", Integer.toString(SLOT_MB));
        settings.put("mr3.event.log.enabled", "false");
        return Mr3Conf.of(settings);
    }
}
