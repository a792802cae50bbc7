package io.mr3.am.dag;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A DAG's blocking work; results come back as messages. Called on the DAG's mailbox. */
final class IoWork {
    /** What became of a piece of work; {@code failure} is null if it went well. */
    record Outcome<T>(T value, Throwable failure) {}

    private final Executor io;
    private final Agenda agenda;
    private final List<CompletableFuture<?>> begun = new ArrayList<>();
    private int awaited;

    IoWork(Executor io, Agenda agenda) {
        this.io = io;
        this.agenda = agenda;
    }

    /** Runs {@code work} once {@code before} is done, however that ended; the future itself never fails. */
    <T> CompletableFuture<Outcome<T>> run(CompletableFuture<?> before, Callable<T> work) {
        CompletableFuture<Outcome<T>> result = before.handleAsync((ignored, alsoIgnored) -> call(work), io);
        begun.add(result);
        return result;
    }

    /** Runs {@code work}; {@code done} is a message. */
    <T> void run(Callable<T> work, Consumer<Outcome<T>> done) {
        tell(run(CompletableFuture.completedFuture(null), work), done);
    }

    /** {@code done} is a message, sent when {@code result} is there. */
    <T> void tell(CompletableFuture<T> result, Consumer<T> done) {
        awaited++;
        result.thenAccept(value -> agenda.post(() -> {
            awaited--;
            done.accept(value);
        }));
    }

    /** Whether no result is due. */
    boolean isIdle() {
        return awaited == 0;
    }

    /** Runs {@code work} after all that was begun has ended. */
    void last(Runnable work) {
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).thenRunAsync(work, io);
    }

    private static <T> Outcome<T> call(Callable<T> work) {
        try {
            return new Outcome<>(work.call(), null);
        } catch (Exception | Error e) {
            return new Outcome<>(null, e);
        }
    }
}
