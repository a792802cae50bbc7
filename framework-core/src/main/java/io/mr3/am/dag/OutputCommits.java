package io.mr3.am.dag;

import io.mr3.am.dag.IoWork.Outcome;
import io.mr3.am.dag.PluginHost.OutputCommitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up, commits and aborts the outputs of a DAG; on I/O threads, one thing after another for each sink. */
final class OutputCommits {
    private static final Logger LOG = LoggerFactory.getLogger(OutputCommits.class);

    /** One output; {@code busy} is done when nothing of it runs. */
    private static final class Sink {
        final Vertex vertex;
        final String name;
        final OutputCommitter committer;
        CompletableFuture<?> busy = CompletableFuture.completedFuture(null);

        Sink(Vertex vertex, String name, OutputCommitter committer) {
            this.vertex = vertex;
            this.name = name;
            this.committer = committer;
        }

        @Override
        public String toString() {
            return "output " + name + " of vertex " + vertex.name();
        }
    }

    /** Something that may be done to a sink. */
    private interface Action {
        void run(OutputCommitter committer) throws Exception;
    }

    private final PluginHost plugins;
    private final IoWork io;
    private final List<Sink> sinks = new ArrayList<>();
    /** Read on I/O threads: commits that have not begun do not begin any more. */
    private final AtomicBoolean aborting = new AtomicBoolean();

    OutputCommits(PluginHost plugins, IoWork io) {
        this.plugins = plugins;
        this.io = io;
    }

    /** @param done hears, in a message, of the first failure, or null */
    void setup(Vertex vertex, Consumer<Throwable> done) {
        List<Sink> made = new ArrayList<>();
        for (String name : vertex.plan().committedSinks()) {
            made.add(new Sink(vertex, name, plugins.createCommitter(vertex.plan(), name)));
        }
        sinks.addAll(made);
        forEach(
                made,
                OutputCommitter::setup,
                failures ->
                        done.accept(failures.isEmpty() ? null : failures.get(0).cause()));
    }

    /** @param done hears, in a message, which output could not be committed and why; null if all were */
    void commit(List<Vertex> vertices, Consumer<String> done) {
        List<Sink> chosen =
                sinks.stream().filter(sink -> vertices.contains(sink.vertex)).toList();
        Action commit = committer -> {
            if (!aborting.get()) {
                committer.commit();
            }
        };
        forEach(
                chosen,
                commit,
                failures -> done.accept(
                        failures.isEmpty()
                                ? null
                                : failures.get(0).sink() + " could not be committed: "
                                        + StackTraces.of(failures.get(0).cause())));
    }

    /** Removes all outputs as far as it can. @param done is a message */
    void abort(boolean killed, Runnable done) {
        aborting.set(true);
        forEach(sinks, committer -> committer.abort(killed), failures -> {
            failures.forEach(failure -> LOG.warn("{} could not be aborted", failure.sink(), failure.cause()));
            done.run();
        });
    }

    private record Failure(Sink sink, Throwable cause) {}

    private void forEach(List<Sink> chosen, Action action, Consumer<List<Failure>> done) {
        List<CompletableFuture<Failure>> results = new ArrayList<>();
        for (Sink sink : chosen) {
            Callable<Void> work = () -> {
                action.run(sink.committer);
                return null;
            };
            CompletableFuture<Outcome<Void>> outcome = io.run(sink.busy, work);
            sink.busy = outcome;
            results.add(outcome.thenApply(o -> o.failure() == null ? null : new Failure(sink, o.failure())));
        }
        CompletableFuture<List<Failure>> all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(ignored -> results.stream()
                        .map(CompletableFuture::join)
                        .filter(failure -> failure != null)
                        .toList());
        io.tell(all, done);
    }
}
