package io.mr3.testkit;

import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.Capability;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One resource manager under {@link ResourceManagerContract}, with what its tests need to see and do from outside. */
public interface ResourceManagerHarness extends AutoCloseable {
    /** Real or virtual. */
    Mailboxes mailboxes();

    /** Lets things happen until {@code condition} holds; fails after some seconds. */
    void await(BooleanSupplier condition);

    /** A driver that has not started, on {@code context}'s mailbox. */
    ResourceManagerDriver create(ResourceManagerContext context);

    /** What the driver is known to do. */
    Set<Capability> capabilities();

    /** A worker that runs until it is asked to end. */
    LaunchSpec obedient();

    /** A worker that does not end when it is asked to. */
    LaunchSpec stubborn();

    /** A worker that prints {@code last words} and ends with an error at once. */
    LaunchSpec failing();

    /** A worker that cannot be launched at all. */
    LaunchSpec impossible();

    /** A worker that needs more than any container holds. */
    LaunchSpec tooLarge();

    /** How many workers run, as seen from outside the driver. */
    int running();

    /** Ends a running worker from outside: as if it crashed. */
    void crash(WorkerId worker);

    /** Ends what {@link #stubborn} leaves, and the mailboxes. */
    @Override
    void close() throws Exception;
}
