package io.mr3.rm.standalone.driver;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.Capability;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.testkit.Await;
import io.mr3.testkit.ResourceManagerHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * A cluster of real processes under the contract: whoever starts one says where its master is, and ends it in {@link #close}. Its
 * workers are found among all processes of the host by a mark in their environment, and by the name of their container there.
 */
abstract class ProcessClusterHarness implements ResourceManagerHarness {
    private static final String MARK = "MR3_CONTRACT_MARK";
    private static final String CONTAINER = "MR3_CONTAINER";

    private final MailboxPool pool = new MailboxPool("contract", 2);
    private final String mark = UUID.randomUUID().toString();

    /** {@code host:port}. */
    abstract String master();

    abstract Path secretFile();

    @Override
    public final Mailboxes mailboxes() {
        return pool;
    }

    @Override
    public final void await(BooleanSupplier condition) {
        Await.until(condition);
    }

    @Override
    public final ResourceManagerDriver create(ResourceManagerContext context) {
        Mr3Conf conf = Mr3Conf.of(Map.of(
                "mr3.standalone.master",
                master(),
                "mr3.standalone.secret.file",
                secretFile().toString()));
        return new StandaloneResourceManager()
                .create(new ResourceManagerContext(
                        context.mailbox(), context.io(), conf, context.workDirectory(), null));
    }

    @Override
    public final Set<Capability> capabilities() {
        return Set.of(Capability.FENCES, Capability.HOST_LOCALITY, Capability.RACK_LOCALITY);
    }

    @Override
    public final LaunchSpec obedient() {
        return spec(64, "sleep", "1000");
    }

    @Override
    public final LaunchSpec stubborn() {
        return spec(64, "sh", "-c", "trap '' TERM; while :; do sleep 0.2; done");
    }

    @Override
    public final LaunchSpec failing() {
        return spec(64, "sh", "-c", "echo last words; exit 3");
    }

    @Override
    public final LaunchSpec impossible() {
        return spec(64, "/no/such/program");
    }

    @Override
    public final LaunchSpec tooLarge() {
        return spec(100_000_000, "sleep", "1000");
    }

    @Override
    public final int running() {
        return (int) marked().stream().map(Marked::container).distinct().count();
    }

    @Override
    public final void crash(WorkerId worker) {
        List<Marked> all = marked().stream()
                .filter(process -> process.container.endsWith("_" + worker))
                .toList();
        // what the agent puts around a worker lives on to tell of its end
        all.stream()
                .filter(process -> all.stream().noneMatch(other -> other.isChildOf(process)))
                .forEach(process -> process.handle.destroyForcibly());
    }

    /** To be called last by subclasses. */
    @Override
    public void close() throws Exception {
        pool.close();
    }

    private LaunchSpec spec(int memoryMb, String... arguments) {
        return new LaunchSpec(
                List.of(arguments),
                Map.of(MARK, mark),
                Map.of("SECRET", "word"),
                new Resources(memoryMb, 1),
                List.of(),
                false);
    }

    private record Marked(ProcessHandle handle, String container) {
        boolean isChildOf(Marked other) {
            return handle.parent()
                    .map(parent -> parent.pid() == other.handle.pid())
                    .orElse(false);
        }
    }

    private List<Marked> marked() {
        List<Marked> marked = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            List<String> environment = environment(process.pid());
            if (environment.contains(MARK + "=" + mark)) {
                environment.stream()
                        .filter(variable -> variable.startsWith(CONTAINER + "="))
                        .findFirst()
                        .ifPresent(variable ->
                                marked.add(new Marked(process, variable.substring(CONTAINER.length() + 1))));
            }
        });
        return marked;
    }

    /** Empty for a process that has ended, or is another user's. */
    private static List<String> environment(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
            return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
