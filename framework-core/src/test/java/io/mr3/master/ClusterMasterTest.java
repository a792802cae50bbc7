package io.mr3.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.MasterLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMasterTest {
    private final Launcher launcher = new Launcher();
    private final Mr3Conf conf = Mr3Conf.of(Map.of(
            "mr3.resource-manager",
            "standalone",
            "mr3.am.mode",
            "cluster",
            "mr3.am.heap.mb",
            "512",
            "mr3.container.launch.env",
            "PASSWORD=very secret"));

    /** Remembers what it was asked to launch. */
    private static final class Launcher implements MasterLauncher, MasterLauncher.Launched {
        private LaunchSpec spec;
        private ContainerExit end;
        private boolean killed;

        @Override
        public String name() {
            return "standalone";
        }

        @Override
        public Launched launch(Mr3Conf conf, LaunchSpec asked) {
            spec = asked;
            return this;
        }

        @Override
        public Optional<ContainerExit> end() {
            return Optional.ofNullable(end);
        }

        @Override
        public String logFile() {
            return "/agent/output.log";
        }

        @Override
        public void leave() {}

        @Override
        public void kill() {
            killed = true;
        }
    }

    @Test
    void itsSettingsAreNotAmongTheArguments() throws IOException {
        ClusterMaster.start(conf, launcher);
        LaunchSpec spec = launcher.spec;
        assertEquals("environment", spec.arguments().get(spec.arguments().size() - 1));
        assertFalse(spec.toString().contains("very secret"), spec.toString());
        assertTrue(spec.secrets().get("MR3_MASTER_SETTINGS").contains("very secret"));
        assertTrue(spec.environment().containsKey("MR3_WORKER_CLASS_PATH"), "its own workers are launched likewise");
        assertEquals(512 + 384, spec.resources().memoryMb());
        assertTrue(spec.arguments().contains("-Xmx512m"));
    }

    @Test
    void isEndedWithItsContainer() throws IOException {
        ClusterMaster master = ClusterMaster.start(conf, launcher);
        assertFalse(launcher.killed);
        master.kill();
        assertTrue(launcher.killed);
    }

    @Test
    void saysWhyItDidNotStart() throws IOException {
        ClusterMaster master = ClusterMaster.start(conf, launcher);
        assertFalse(master.hasEnded());
        launcher.end = new ContainerExit(
                ContainerExit.Cause.FAILED, 1, "exit status 1", List.of("noise", "mr3: mr3.am.port: expected a port"));
        assertTrue(master.hasEnded());
        assertFalse(master.foundAnother());
        assertEquals("mr3.am.port: expected a port", master.lastWords());
        launcher.end = ContainerExit.of(ContainerExit.Cause.FAILED, "no node is that large");
        assertEquals("no node is that large", master.lastWords());
        launcher.end = new ContainerExit(ContainerExit.Cause.COMPLETED, 0, "", List.of());
        assertTrue(master.foundAnother());
    }

    /** The local resource manager is the only one of this module, and has no containers. */
    @Test
    void aResourceManagerWithoutContainersIsNamed(@TempDir Path directory) {
        Mr3Conf local = Mr3Conf.of(Map.of("mr3.am.mode", "cluster", "mr3.data.dir", directory.toString()));
        assertEquals(
                "mr3.am.mode: expected client, got 'cluster': mr3.resource-manager=local runs no DAGAppMaster in a"
                        + " container",
                assertThrows(IllegalArgumentException.class, () -> SharedMaster.startOrAttach(local))
                        .getMessage());
    }
}
