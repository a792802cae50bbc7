package io.mr3.rm.standalone.master;

import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.journal.Journal;
import io.mr3.rm.standalone.scheduler.Scheduler;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What a master in a process of its own is made of, beside itself. */
final class MasterParts {
    /** The master's page. */
    interface Page extends AutoCloseable {
        /** host:port; empty if there is none. */
        String address();

        @Override
        void close();
    }

    private MasterParts() {}

    static Scheduler scheduler(Mr3Conf conf) {
        throw new IllegalStateException("the scheduler is not part of this build");
    }

    static Journal journal(Path directory, Mailbox owner, Executor io) throws IOException {
        throw new IllegalStateException("the journal is not part of this build");
    }

    static Page page(Mr3Conf conf, Secret cluster, Supplier<ClusterView> view) throws IOException {
        throw new IllegalStateException("the master's page is not part of this build");
    }
}
