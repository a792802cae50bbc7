package io.mr3.am;

import io.mr3.config.ConfLoader;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.master.MasterClaim;
import io.mr3.master.MasterSettingsSource;
import io.mr3.master.SharedMaster;
import io.mr3.master.SharedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The DAGAppMaster that clients of a data directory share, in a process of its own, until it is told to end by SIGTERM or
 * by a client. Where its settings come from is its argument, see {@link MasterSettingsSource}.
 */
public final class MasterMain {
    private MasterMain() {}

    /** Runs the DAGAppMaster, then ends the process; exit code 1 with a line on standard error if it cannot run. */
    public static void main(String[] args) {
        int exitCode = 0;
        try {
            CompletableFuture<String> end = new CompletableFuture<>();
            MasterSettingsSource settings = MasterSettingsSource.of(List.of(args));
            boolean detached = settings.isDetached();
            for (String signal : List.of("INT", "HUP", "TERM")) {
                SignalHandler ends = received -> end.complete("signal " + received.getName());
                Signal.handle(new Signal(signal), detached && !signal.equals("TERM") ? SignalHandler.SIG_IGN : ends);
            }
            run(settings.read(), end);
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(MasterMain.class).error("the DAGAppMaster does not run", e);
            String line = e.getMessage() == null ? e.toString() : e.getMessage();
            line.lines().forEach(text -> System.err.println("mr3: " + text));
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static void run(Mr3Conf given, CompletableFuture<String> end) throws IOException {
        Mr3Conf conf =
                new ConfLoader().values("settings", SharedSettings.of(given)).load();
        Optional<MasterClaim> taken = MasterClaim.take(Path.of(conf.get(StorageKeys.DATA_DIR)));
        if (taken.isEmpty()) {
            String where = SharedMaster.locate(conf)
                    .map(other -> " at " + other.address() + " (pid " + other.pid() + ")")
                    .orElse(", which starts or ends");
            System.err.println("mr3: a DAGAppMaster runs already for " + conf.get(StorageKeys.DATA_DIR) + where);
            return;
        }
        Logger log = LoggerFactory.getLogger(MasterMain.class);
        Path logs = Files.createDirectories(Path.of(conf.get(StorageKeys.LOG_DIR)));
        MasterHost host = new MasterHost(EmbeddedMaster.processUser(), logs.resolve("master.log"), end::complete);
        MasterClaim claim = taken.get();
        try (EmbeddedMaster master = EmbeddedMaster.start(conf, host, notice -> System.err.println("mr3: " + notice))) {
            claim.publish(master.file());
            log.info("shared by the clients of {}", conf.get(StorageKeys.DATA_DIR));
            log.info("ends: {}", end.join());
            claim.withdraw();
        }
    }
}
