package io.mr3.rm.standalone.driver;

import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.MasterLauncher;
import io.mr3.rm.Node;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rm.standalone.ClusterFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a DAGAppMaster as the one worker of a detached application. What it needs workers for it asks as an application of its
 * own.
 */
public final class StandaloneMasterLauncher implements MasterLauncher {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneMasterLauncher.class);
    private static final WorkerId MASTER = new WorkerId(1);
    private static final int ATTEMPTS = 3;

    @Override
    public String name() {
        return "standalone";
    }

    @Override
    public Launched launch(Mr3Conf conf, LaunchSpec spec) throws IOException {
        MailboxPool pool = new MailboxPool("launch", 1);
        DriverSettings settings = DriverSettings.of(conf)
                .detached("DAGAppMaster of pid " + ProcessHandle.current().pid(), ATTEMPTS);
        Mailbox mailbox = pool.create("launch", new Turns());
        Asked asked = new Asked(
                pool,
                new StandaloneDriver(
                        mailbox,
                        pool.io(),
                        settings,
                        new RpcDialer(settings.master(), ClusterFiles.secret(conf), pool.io()),
                        new Random()));
        CompletableFuture<Void> requested = new CompletableFuture<>();
        mailbox.post(() -> asked.driver.start(asked).whenComplete((registration, failure) -> {
            if (failure == null) {
                asked.driver.request(ContainerRequest.anywhere(MASTER, "master", spec));
                requested.complete(null);
            } else {
                requested.completeExceptionally(failure);
            }
        }));
        try {
            requested.get();
            return asked;
        } catch (ExecutionException e) {
            asked.leave();
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            asked.kill();
            throw new IOException("interrupted while a DAGAppMaster is asked for", e);
        }
    }

    /** What became of the request. */
    private static final class Asked implements Launched, ResourceManagerEvents {
        private final MailboxPool pool;
        private final StandaloneDriver driver;
        private volatile ContainerExit end;
        private volatile String logFile = "";

        private Asked(MailboxPool pool, StandaloneDriver driver) {
            this.pool = pool;
            this.driver = driver;
        }

        @Override
        public Optional<ContainerExit> end() {
            return Optional.ofNullable(end);
        }

        @Override
        public String logFile() {
            return logFile;
        }

        @Override
        public void leave() {
            driver.leave();
            pool.close();
        }

        @Override
        public void kill() {
            driver.close();
            pool.close();
        }

        @Override
        public void started(WorkerId worker, AllocatedContainer container) {
            logFile = container.logFile();
        }

        @Override
        public void requestFailed(WorkerId worker, RequestFailure failure) {
            end = new ContainerExit(ContainerExit.Cause.FAILED, -1, failure.reason(), failure.lastLines());
        }

        @Override
        public void draining(WorkerId worker, String reason) {
            // nothing takes over from a DAGAppMaster while it runs
        }

        @Override
        public void ended(WorkerId worker, ContainerExit exit) {
            end = exit;
        }

        @Override
        public void nodesChanged(List<Node> nodes) {
            // it may run anywhere
        }

        @Override
        public void shutdownRequested(String reason) {
            LOG.info("the cluster ends: {}", reason);
        }

        @Override
        public void fatal(String reason) {
            end = ContainerExit.of(ContainerExit.Cause.UNKNOWN, reason);
        }
    }

    private static final class Turns implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {
            // each event is acted upon at once
        }

        @Override
        public void failed(Throwable cause) {
            LOG.error("a DAGAppMaster could not be asked for", cause);
        }
    }
}
