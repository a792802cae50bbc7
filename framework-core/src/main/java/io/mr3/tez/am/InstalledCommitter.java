package io.mr3.tez.am;

import io.mr3.am.dag.PluginHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committer of a DAG with session files: in the master if its classes are installed, as those of Hive's sinks are, and only
 * otherwise in a worker. A worker may be lost to what else runs there, and then nobody knows whether a commit has happened.
 */
final class InstalledCommitter implements PluginHost.OutputCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(InstalledCommitter.class);

    private final PluginHost.OutputCommitter here;
    private final PluginHost.OutputCommitter inWorker;
    private PluginHost.OutputCommitter chosen;

    InstalledCommitter(PluginHost.OutputCommitter here, PluginHost.OutputCommitter inWorker) {
        this.here = here;
        this.inWorker = inWorker;
        this.chosen = inWorker;
    }

    @Override
    public void setup() throws Exception {
        try {
            here.setup();
            chosen = here;
        } catch (Exception | LinkageError e) {
            if (!lacksClass(e)) {
                throw e;
            }
            LOG.debug("a committer runs in a worker, since its classes are the session's", e);
            inWorker.setup();
        }
    }

    @Override
    public void commit() throws Exception {
        chosen.commit();
    }

    @Override
    public void abort(boolean killed) throws Exception {
        chosen.abort(killed);
    }

    private static boolean lacksClass(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
                return true;
            }
        }
        return false;
    }
}
