package io.mr3.rm.standalone.master;

import io.mr3.common.files.LifeLock;
import io.mr3.config.ConfLoader;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ProcessFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The master of a standalone cluster in a process of its own, until SIGTERM or an operator ends it; workers and agents are left
 * alone then. Settings come from where every process of ours reads them; with the argument {@code -} they come from standard
 * input, as properties, and the process does not care for the terminal that it was started from.
 */
public final class MasterMain {
    private static final String SETTINGS_ON_STANDARD_INPUT = "-";
    private static final int THREADS = 2;

    private MasterMain() {}

    /** Runs the master, then ends the process; exit code 1 with a line on standard error if it cannot run. */
    public static void main(String[] args) {
        int exitCode = 0;
        try {
            CompletableFuture<String> end = new CompletableFuture<>();
            boolean detached = List.of(args).contains(SETTINGS_ON_STANDARD_INPUT);
            for (String signal : List.of("INT", "HUP", "TERM")) {
                SignalHandler ends = received -> end.complete("signal " + received.getName());
                Signal.handle(new Signal(signal), detached && !signal.equals("TERM") ? SignalHandler.SIG_IGN : ends);
            }
            run(
                    detached
                            ? fromStandardInput()
                            : DataLayout.ofThisProcess().loader().load(),
                    end);
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(MasterMain.class).error("the master does not run", e);
            String line = e.getMessage() == null ? e.toString() : e.getMessage();
            line.lines().forEach(text -> System.err.println("mr3: " + text));
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static String reason(CompletableFuture<String> end) throws IOException {
        try {
            return end.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private static Mr3Conf fromStandardInput() throws IOException {
        Properties given = new Properties();
        given.load(System.in);
        Map<String, String> settings = new LinkedHashMap<>();
        given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
        return new ConfLoader().values("standard input", settings).load();
    }

    private static void run(Mr3Conf conf, CompletableFuture<String> end) throws IOException {
        ClusterFiles files = ClusterFiles.of(conf);
        Optional<LifeLock> claim = ProcessFile.claim(files.master());
        if (claim.isEmpty()) {
            String where = ProcessFile.ofLiving(files.master())
                    .map(other -> " at " + other.address() + " (pid " + other.pid() + ")")
                    .orElse(", which starts or ends");
            System.err.println("mr3: a master runs already for " + files.root() + where);
            return;
        }
        try (LifeLock held = claim.get();
                MailboxPool pool = new MailboxPool("master", THREADS);
                RunningMaster master = RunningMaster.start(conf, files, pool)) {
            Logger log = LoggerFactory.getLogger(MasterMain.class);
            master.stopped().thenAccept(end::complete);
            // agents keep what runs; the next master reads what this one has written
            master.journalFailed().thenAccept(line -> end.completeExceptionally(new IOException(line)));
            master.file().publish(files.master());
            log.info("serves at {}", master.file().address());
            log.info("ends: {}", reason(end));
            ProcessFile.withdraw(files.master());
        }
    }
}
