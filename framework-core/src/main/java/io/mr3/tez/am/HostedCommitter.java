package io.mr3.tez.am;

import io.mr3.am.dag.PluginHost;
import io.mr3.tez.plugin.CommitterRun;

/** A user's output committer in the master's process. */
final class HostedCommitter implements PluginHost.OutputCommitter {
    private final CommitterRun run;
    private boolean setUp;

    HostedCommitter(CommitterRun run) {
        this.run = run;
    }

    @Override
    public void setup() throws Exception {
        setUp = true;
        run.setup();
    }

    @Override
    public void commit() throws Exception {
        run.commit();
    }

    /** Nothing to remove if the sink was never set up. */
    @Override
    public void abort(boolean killed) throws Exception {
        if (setUp) {
            run.abort(killed);
        }
    }
}
