package io.mr3.rm.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.testkit.Await;
import io.mr3.testkit.ResourceManagerContract;
import io.mr3.testkit.ResourceManagerHarness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Child processes: small programs of the system play the worker. */
class ProcessFormTest extends ResourceManagerContract {
    @Override
    protected ResourceManagerHarness harness() {
        return new ProcessHarness();
    }

    private static final class ProcessHarness extends LocalHarness {
        private final Map<WorkerId, ProcessHandle> launched = new ConcurrentHashMap<>();

        ProcessHarness() {
            super(3);
        }

        @Override
        LocalForm form(ResourceManagerContext context) {
            ProcessForm form = new ProcessForm(context.workDirectory());
            return new LocalForm() {
                @Override
                public Set<Capability> capabilities() {
                    return form.capabilities();
                }

                @Override
                public LocalContainer launch(ContainerRequest request, java.util.function.Consumer<ContainerExit> ended)
                        throws IOException {
                    LocalContainer container = form.launch(request, ended);
                    ProcessHandle.of(Long.parseLong(container.id().substring("pid-".length())))
                            .ifPresent(handle -> launched.put(request.worker(), handle));
                    return container;
                }

                @Override
                public void killAll() {
                    form.killAll();
                }
            };
        }

        @Override
        public Set<Capability> capabilities() {
            return EnumSet.of(Capability.FENCES);
        }

        @Override
        public LaunchSpec obedient() {
            return spec(64, "cat");
        }

        @Override
        public LaunchSpec stubborn() {
            return spec(64, "sh", "-c", "trap '' TERM; exec cat");
        }

        @Override
        public LaunchSpec failing() {
            return spec(64, "sh", "-c", "echo first words; echo last words; exit 7");
        }

        @Override
        public LaunchSpec impossible() {
            return spec(64, "/no/such/program");
        }

        @Override
        public int running() {
            return (int)
                    launched.values().stream().filter(ProcessHandle::isAlive).count();
        }

        @Override
        public void crash(WorkerId worker) {
            launched.get(worker).destroyForcibly();
        }
    }

    private static ContainerExit run(Path directory, LaunchSpec spec) throws IOException {
        AtomicReference<ContainerExit> exit = new AtomicReference<>();
        new ProcessForm(directory).launch(ContainerRequest.anywhere(new WorkerId(1), "group", spec), exit::set);
        Await.until(() -> exit.get() != null);
        return exit.get();
    }

    private static LaunchSpec shell(String script, LaunchFile... files) {
        return new LaunchSpec(
                List.of("sh", "-c", script),
                Map.of("PLAIN", "a b"),
                Map.of("HIDDEN", "s3"),
                new Resources(1, 1),
                List.of(files),
                false);
    }

    @Test
    void childHasItsOwnDirectoryFilesEnvironmentAndSecrets() throws IOException {
        Path jar = Files.writeString(directory.resolve("a file.txt"), "content\n");
        LaunchSpec spec = shell("pwd; cat extra; echo \"$PLAIN $HIDDEN\" >&2", new LaunchFile("extra", jar.toUri()));
        ContainerExit exit = run(directory, spec);
        assertEquals(ContainerExit.Cause.COMPLETED, exit.cause());
        assertEquals(
                List.of(directory.resolve("worker-1").toRealPath().toString(), "content", "a b s3"), exit.lastLines());
        assertFalse(spec.toString().contains("s3"), spec.toString());
    }

    @Test
    void signalsAndStatusesAreTold() throws IOException {
        assertEquals("exit status 42", run(directory, shell("exit 42")).diagnostics());
        ContainerExit killed = run(directory, shell("kill -9 $$"));
        assertEquals(137, killed.status());
        assertEquals(ContainerExit.Cause.FAILED, killed.cause());
        assertTrue(killed.diagnostics().startsWith("killed by signal 9"), killed.diagnostics());
    }

    @Test
    void onlyTheEndOfALongLogIsRead() throws IOException {
        ContainerExit exit = run(directory, shell("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done"));
        assertEquals(20, exit.lastLines().size());
        assertEquals("line 2980", exit.lastLines().get(0));
        assertEquals("line 2999", exit.lastLines().get(19));
    }

    @Test
    void aChildIsKilledWithItsTree() throws IOException {
        Path pids = directory.resolve("pids");
        LaunchSpec spec = shell("sleep 600 & echo $! > " + pids + "; echo >> " + pids + "; wait");
        ProcessForm form = new ProcessForm(directory);
        AtomicReference<ContainerExit> exit = new AtomicReference<>();
        form.launch(ContainerRequest.anywhere(new WorkerId(1), "group", spec), exit::set);
        Await.until(() -> lines(pids) == 2);
        ProcessHandle grandchild = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pids).get(0)))
                .orElseThrow();
        assertTrue(grandchild.isAlive());
        form.killAll();
        Await.until(() -> exit.get() != null && !grandchild.isAlive());
        assertThrows(
                IOException.class,
                () -> form.launch(ContainerRequest.anywhere(new WorkerId(2), "group", spec), exit::set));
    }

    @Test
    void childrenEndWhenTheirParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.startsWith("pid-")) {
                line = out.readLine();
            }
            ProcessHandle child = ProcessHandle.of(Long.parseLong(line.substring("pid-".length())))
                    .orElseThrow();
            assertTrue(child.isAlive());
            parent.destroyForcibly();
            Await.until(() -> !child.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void filesFromElsewhereAreRefused() {
        LaunchSpec spec = shell("true", new LaunchFile("extra", URI.create("hdfs://host/extra")));
        IOException refusal = assertThrows(IOException.class, () -> run(directory, spec));
        assertEquals(
                "expected a file: address for the worker's file extra, got hdfs://host/extra", refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new LaunchFile("../up", URI.create("file:/x")));
    }

    private static int lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A process with one worker, to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            LaunchSpec spec = new LaunchSpec(List.of("cat"), Map.of(), Map.of(), new Resources(1, 1), List.of(), false);
            LocalContainer container = new ProcessForm(Path.of(args[0]))
                    .launch(ContainerRequest.anywhere(new WorkerId(1), "group", spec), exit -> {});
            System.out.println(container.id());
            Thread.currentThread().join();
        }
    }
}
