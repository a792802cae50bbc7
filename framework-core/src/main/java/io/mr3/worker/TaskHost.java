package io.mr3.worker;

import io.mr3.common.DagId;
import io.mr3.rpc.proto.RegisterDag;
import java.nio.file.Path;
import java.util.List;

/** Knows what DAGs and attempts are made of. Called on the worker's mailbox, but for {@link #close}. */
public interface TaskHost extends AutoCloseable {
    /**
     * Makes ready for attempts of {@code dag}.
     *
     * @param localDirs where its attempts write, one per disk; they exist
     * @throws RuntimeException if the DAG cannot run here; the message says why
     */
    HostedDag registerDag(DagId dag, RegisterDag order, List<Path> localDirs);

    /** Ends what belongs to no single DAG; off the mailbox, when no attempt runs any more. */
    @Override
    void close();
}
