package io.mr3.rm.standalone.master;

import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.journal.FileJournal;
import io.mr3.rm.standalone.journal.Journal;
import io.mr3.rm.standalone.scheduler.FairScheduler;
import io.mr3.rm.standalone.scheduler.Scheduler;
import io.mr3.rm.standalone.scheduler.SchedulerSettings;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.web.MasterWeb;
import io.mr3.rm.standalone.web.WebSettings;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
        return FairScheduler.of(SchedulerSettings.of(conf));
    }

    /** @param onFailure hears once, in one line, that nothing is written any more */
    static Journal journal(Path directory, Mailbox owner, Executor io, Consumer<String> onFailure) throws IOException {
        return FileJournal.open(directory.resolve("journal"), owner, io, onFailure);
    }

    static Page page(Mr3Conf conf, Secret cluster, Supplier<ClusterView> view) throws IOException {
        WebSettings settings = WebSettings.of(conf);
        if (!settings.isOn()) {
            return new NoPage();
        }
        MasterWeb web = MasterWeb.start(settings, cluster, view);
        return new Page() {
            @Override
            public String address() {
                return web.hostPort();
            }

            @Override
            public void close() {
                web.close();
            }
        };
    }

    private static final class NoPage implements Page {
        @Override
        public String address() {
            return "";
        }

        @Override
        public void close() {
            // there is none
        }
    }
}
