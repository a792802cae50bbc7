package io.mr3.tez.am;

import io.mr3.am.dag.PluginHost;
import io.mr3.tez.plugin.PluginException;
import io.mr3.tez.proto.PluginCall;
import io.mr3.tez.proto.PluginReport;
import io.mr3.tez.proto.RunCommitter;
import io.mr3.tez.proto.RunCommitter.Step;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An output committer that runs in a worker. */
final class RemoteCommitter implements PluginHost.OutputCommitter {
    private final WorkerPlugins plugins;
    private final String name;
    private final RunCommitter sink;
    /** The same for all steps: the worker keeps the committer under it. */
    private final long number;

    private boolean setUp;

    /**
     * A committer.
     *
     * @param name for errors
     * @param sink all but the step
     */
    RemoteCommitter(WorkerPlugins plugins, String name, RunCommitter sink) {
        this.plugins = plugins;
        this.name = name;
        this.sink = sink;
        this.number = plugins.nextCall();
    }

    @Override
    public void setup() throws Exception {
        setUp = true;
        run(Step.SETUP);
    }

    @Override
    public void commit() throws Exception {
        run(Step.COMMIT);
    }

    /** Nothing to remove if the sink was never set up. */
    @Override
    public void abort(boolean killed) throws Exception {
        if (setUp) {
            run(killed ? Step.ABORT_KILLED : Step.ABORT_FAILED);
        }
    }

    private void run(Step step) throws InterruptedException {
        Call call = new Call(step);
        plugins.open(number, call);
        try {
            call.done.get();
        } catch (ExecutionException e) {
            throw new PluginException(
                    name + " failed in " + step + ": " + e.getCause().getMessage(), null);
        } finally {
            plugins.close(number);
        }
    }

    /** One step. Whether a commit that was lost with its worker has happened is unknown, so it is not done again. */
    private final class Call implements RemoteCall {
        private final Step step;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private boolean begun;

        private Call(Step step) {
            this.step = step;
        }

        @Override
        public void begin() {
            begun = true;
            plugins.say(PluginCall.newBuilder()
                    .setCall(number)
                    .setRunCommitter(sink.toBuilder().setStep(step)));
        }

        @Override
        public void heard(PluginReport report) {
            if (report.getWhatCase() == PluginReport.WhatCase.FAILED) {
                refused(report.getFailed());
            } else {
                done.complete(null);
            }
        }

        @Override
        public void workerLost(String reason) {
            if (begun && step == Step.COMMIT) {
                refused(reason);
            }
        }

        @Override
        public void refused(String reason) {
            done.completeExceptionally(new IllegalStateException(reason));
        }
    }
}
