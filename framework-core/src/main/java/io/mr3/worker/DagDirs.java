package io.mr3.worker;

import io.mr3.common.DagId;
import io.mr3.rpc.proto.DisksReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where attempts of a worker write. On its mailbox, but for {@link #deleteDropped} and {@link #close}. */
interface DagDirs extends AutoCloseable {
    /**
     * The directories of the DAG's application, one per disk; the same list for all DAGs of the application. What attempts
     * have written is found in one of them, also if its disk is left out now.
     *
     * @throws IOException if none can be made
     */
    List<Path> openDag(DagId dag, String user) throws IOException;

    /** Those directories of an open DAG where an attempt that starts now may write; never empty. */
    List<Path> writable(DagId dag);

    /** What the worker's group is told of the disks. */
    DisksReport report();

    /** Puts out of the way what the DAG wrote; and all of its application's directories with the last DAG. */
    void dropDag(DagId dag);

    /** Deletes what was dropped; may take long, so from any thread. */
    void deleteDropped();

    /** Deletes everything and lets go of the directories. */
    @Override
    void close();
}
