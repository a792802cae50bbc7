package io.mr3.worker;

import io.mr3.mailbox.Pulse;
import io.mr3.shuffle.fetch.FetchUrls;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A ContainerWorker in a process of its own. Settings come from the environment, see {@link WorkerEnvironment}; exit
 * codes are those of {@link WorkerEnd}. With {@code MR3_PARENT_PIPE=stdin} in the environment it ends when its
 * standard input does: then the process that launched it is gone.
 */
public final class WorkerMain {
    private static final String PARENT_PIPE = "MR3_PARENT_PIPE";
    /** Time to delete files and close file systems when the process is told to end. */
    private static final long SHUTDOWN_SECONDS = 4;

    private WorkerMain() {}

    /** Runs the worker until it ends, then ends the process. */
    public static void main(String[] args) {
        // threads that an attempt makes log under its names; must be known before the first logger
        System.setProperty("log4j2.isThreadContextMapInheritable", "true");
        if (hasParentPipe()) {
            // Ctrl-C at a terminal reaches every process of the shell's group; it is meant for the shell
            Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        }
        Thread.setDefaultUncaughtExceptionHandler(WorkerMain::haltIfDamaged);
        WorkerEnd end = run();
        System.err.println("worker ends: " + end.reason());
        System.exit(end.exitCode());
    }

    /** Memory has run out so far that not even an end can be reported: what is left of the process helps nobody. */
    private static void haltIfDamaged(Thread thread, Throwable cause) {
        if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
            Runtime.getRuntime().halt(WorkerEnd.UNFIT);
        }
        LoggerFactory.getLogger(WorkerMain.class).error("thread {} has ended", thread.getName(), cause);
    }

    private static boolean hasParentPipe() {
        return "stdin".equals(System.getenv(PARENT_PIPE));
    }

    private static WorkerEnd run() {
        try {
            SharedFiles.check(new Configuration(), System.getenv());
            FetchUrls.install();
            ContainerWorker worker = ContainerWorker.start(WorkerEnvironment.read(System.getenv()));
            Pulse.file(System.getenv()).ifPresent(worker::showPulse);
            // before the file systems, which Hadoop closes under attempts that would then fail by no fault of theirs
            ShutdownHookManager.get()
                    .addShutdownHook(
                            () -> endWithProcess(worker),
                            FileSystem.SHUTDOWN_HOOK_PRIORITY + 10,
                            SHUTDOWN_SECONDS + 1,
                            TimeUnit.SECONDS);
            if (hasParentPipe()) {
                Thread watch = new Thread(() -> watchParent(worker), "parent-watch");
                watch.setDaemon(true);
                watch.start();
            }
            return worker.ended().join();
        } catch (IOException | IllegalArgumentException e) {
            return new WorkerEnd(WorkerEnd.NOT_STARTED, e.getMessage());
        }
    }

    private static void watchParent(ContainerWorker worker) {
        try {
            while (System.in.read() >= 0) {
                // the parent says nothing; only the end of its pipe matters
            }
        } catch (IOException e) {
            // a broken pipe ends as well
        }
        worker.stop(new WorkerEnd(WorkerEnd.LOST, "the process that launched it is gone"));
    }

    private static void endWithProcess(ContainerWorker worker) {
        worker.stop(new WorkerEnd(WorkerEnd.STOPPED, "the process is told to end"));
        try {
            worker.ended().get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            System.err.println("worker could not clean up: " + e);
        }
    }
}
