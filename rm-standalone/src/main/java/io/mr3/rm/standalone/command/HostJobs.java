package io.mr3.rm.standalone.command;

import io.mr3.mailbox.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Does several things at once that mostly wait. */
final class HostJobs {
    private static final int AT_ONCE = 16;

    private HostJobs() {}

    /** Returns when all have ended. */
    static void run(List<Runnable> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(AT_ONCE, jobs.size()), new DaemonThreads("mr3-host"));
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            jobs.forEach(job -> all.add(CompletableFuture.runAsync(job, threads)));
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }
}
