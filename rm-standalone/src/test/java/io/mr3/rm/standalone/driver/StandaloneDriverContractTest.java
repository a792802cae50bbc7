package io.mr3.rm.standalone.driver;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.Capability;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.testkit.ResourceManagerContract;
import io.mr3.testkit.ResourceManagerHarness;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The contract on virtual time, against a master that speaks the cluster's protocol. */
class StandaloneDriverContractTest extends ResourceManagerContract {
    private static final long SEED = Long.getLong("seed", 1);

    @Override
    protected ResourceManagerHarness harness() {
        return new Harness(new VirtualMailboxes(SEED));
    }

    private static final class Harness implements ResourceManagerHarness {
        private final VirtualMailboxes world;
        private final FakeMaster master;
        private final VirtualWire wire;

        private Harness(VirtualMailboxes world) {
            this.world = world;
            this.master = new FakeMaster(world, 4);
            this.wire = new VirtualWire(world, master);
        }

        @Override
        public Mailboxes mailboxes() {
            return world;
        }

        @Override
        public void await(BooleanSupplier condition) {
            world.runUntil(condition, Duration.ofMinutes(1));
        }

        @Override
        public ResourceManagerDriver create(ResourceManagerContext context) {
            return new StandaloneDriver(
                    context.mailbox(), context.io(), DriverSettings.of(context.conf()), wire, new Random(world.seed()));
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.FENCES, Capability.HOST_LOCALITY, Capability.RACK_LOCALITY);
        }

        @Override
        public LaunchSpec obedient() {
            return spec(FakeMaster.Program.OBEDIENT, 512);
        }

        @Override
        public LaunchSpec stubborn() {
            return spec(FakeMaster.Program.STUBBORN, 512);
        }

        @Override
        public LaunchSpec failing() {
            return spec(FakeMaster.Program.FAILING, 512);
        }

        @Override
        public LaunchSpec impossible() {
            return spec(FakeMaster.Program.IMPOSSIBLE, 512);
        }

        @Override
        public LaunchSpec tooLarge() {
            return spec(FakeMaster.Program.OBEDIENT, 1025);
        }

        private static LaunchSpec spec(FakeMaster.Program program, int memoryMb) {
            return new LaunchSpec(
                    List.of(program.name()),
                    Map.of("PLAIN", "value"),
                    Map.of("SECRET", "word"),
                    new Resources(memoryMb, 1),
                    List.of(),
                    false);
        }

        @Override
        public int running() {
            return master.running.size();
        }

        @Override
        public void crash(WorkerId worker) {
            master.post(() -> master.crash(worker.number()));
        }

        @Override
        public void close() {}
    }
}
