package io.mr3.worker;

import io.mr3.common.files.DiskProbe;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Periodic;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Looks again and again at each local directory of a worker. On the worker's mailbox; the looks themselves block beside it. */
final class DiskWatch {
    private final LocalDirs dirs;
    private final DiskProbe probe;
    private final Consumer<Runnable> findings;

    /** @param findings runs what each look has found, and that one takes longer than the interval */
    DiskWatch(LocalDirs dirs, DiskProbe probe, Consumer<Runnable> findings) {
        this.dirs = dirs;
        this.probe = probe;
        this.findings = findings;
    }

    /** Begins, with a first look now. */
    void start(Mailbox mailbox, Executor io, Duration interval) {
        for (LocalDir dir : dirs.all()) {
            new Periodic<>(
                            mailbox,
                            io,
                            interval,
                            () -> () -> dir.check(probe),
                            problem -> findings.accept(() -> {
                                dirs.checked(dir, problem);
                                io.execute(dir::deleteTrash);
                            }),
                            () -> findings.accept(() -> dirs.late(dir)))
                    .start();
        }
    }
}
