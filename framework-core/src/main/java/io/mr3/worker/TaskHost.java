package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.RegisterDag;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Knows what DAGs and attempts are made of. Called on the worker's mailbox, but for {@link #close}. */
public interface TaskHost extends AutoCloseable {
    /**
     * Makes ready for attempts of {@code dag}.
     *
     * @param localDirs where its outputs are found, one per disk; its attempts write to some or all of them
     * @param daemons what the daemons of the worker tell tasks, by name
     * @throws RuntimeException if the DAG cannot run here; the message says why
     */
    HostedDag registerDag(DagId dag, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons);

    /** Ends what belongs to no single DAG; off the mailbox, when no attempt runs any more. */
    @Override
    void close();
}
