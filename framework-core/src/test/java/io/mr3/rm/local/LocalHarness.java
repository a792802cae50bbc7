package io.mr3.rm.local;

import io.mr3.common.Resources;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.testkit.Await;
import io.mr3.testkit.ResourceManagerHarness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What both forms of the local resource manager share under the contract: real mailboxes, and time that passes. */
abstract class LocalHarness implements ResourceManagerHarness {
    private final MailboxPool pool = new MailboxPool("contract", 2);
    private final int workers;

    LocalHarness(int workers) {
        this.workers = workers;
    }

    abstract LocalForm form(ResourceManagerContext context);

    static LaunchSpec spec(int memoryMb, String... arguments) {
        return new LaunchSpec(
                List.of(arguments),
                Map.of("PLAIN", "value"),
                Map.of("SECRET", "word"),
                new Resources(memoryMb, 1),
                List.of(),
                false);
    }

    @Override
    public Mailboxes mailboxes() {
        return pool;
    }

    @Override
    public void await(BooleanSupplier condition) {
        Await.until(condition);
    }

    @Override
    public ResourceManagerDriver create(ResourceManagerContext context) {
        LocalSettings settings = new LocalSettings(workers, new Resources(1024, 64), Duration.ofMillis(200));
        return new LocalDriver(context.mailbox(), context.io(), settings, form(context), "localhost");
    }

    @Override
    public LaunchSpec tooLarge() {
        return spec(1025, "cat");
    }

    @Override
    public void close() {
        pool.close();
    }
}
