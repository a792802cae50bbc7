package io.mr3.rm.local;

import io.mr3.common.WorkerId;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.WorkerLauncher;
import io.mr3.testkit.ResourceManagerContract;
import io.mr3.testkit.ResourceManagerHarness;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Worker threads: a thread that waits plays the worker. */
class ThreadFormTest extends ResourceManagerContract {
    @Override
    protected ResourceManagerHarness harness() {
        return new ThreadHarness();
    }

    /** A worker is a thread that waits for its latch. */
    private static final class ThreadHarness extends LocalHarness implements WorkerLauncher {
        private final Map<WorkerId, CountDownLatch> running = new ConcurrentHashMap<>();
        private final Set<WorkerId> crashed = ConcurrentHashMap.newKeySet();

        ThreadHarness() {
            super(1);
        }

        @Override
        LocalForm form(ResourceManagerContext context) {
            return new ThreadForm(this);
        }

        @Override
        public Running launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException {
            WorkerId worker = request.worker();
            String kind = request.launch().arguments().get(0);
            if (kind.equals("impossible")) {
                throw new IOException(worker + " could not be launched: planned");
            }
            CountDownLatch asked = new CountDownLatch(kind.equals("failing") ? 0 : 1);
            running.put(worker, asked);
            Thread thread = new Thread(() -> {
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    crashed.add(worker);
                }
                running.remove(worker);
                boolean failed = kind.equals("failing") || crashed.contains(worker);
                ended.accept(new ContainerExit(
                        failed ? ContainerExit.Cause.FAILED : ContainerExit.Cause.COMPLETED,
                        -1,
                        "the thread has ended",
                        failed ? List.of("last words") : List.of()));
            });
            thread.setDaemon(true);
            thread.start();
            return reason -> {
                if (!kind.equals("stubborn")) {
                    asked.countDown();
                }
            };
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LaunchSpec obedient() {
            return spec(64, "obedient");
        }

        @Override
        public LaunchSpec stubborn() {
            return spec(64, "stubborn");
        }

        @Override
        public LaunchSpec failing() {
            return spec(64, "failing");
        }

        @Override
        public LaunchSpec impossible() {
            return spec(64, "impossible");
        }

        @Override
        public int running() {
            return running.size();
        }

        @Override
        public void crash(WorkerId worker) {
            crashed.add(worker);
            running.get(worker).countDown();
        }

        @Override
        public void close() {
            running.values().forEach(CountDownLatch::countDown);
            super.close();
        }
    }
}
