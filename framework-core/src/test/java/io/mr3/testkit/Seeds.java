package io.mr3.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The seeds of a randomised test: always the same ones, so that a build repeats, or the one that {@code -Dseed=<n>}
 * asks to replay.
 */
public final class Seeds {
    private Seeds() {}

    /** The first {@code count} seeds, or only the one to replay. */
    public static LongStream first(int count) {
        Long replay = Long.getLong("seed");
        return replay == null ? LongStream.rangeClosed(1, count) : LongStream.of(replay);
    }

    /**
     * Runs {@code scenario} with each of {@link #first}; the first failure ends it.
     *
     * @throws AssertionError naming the seed that failed
     */
    public static void each(int count, LongConsumer scenario) {
        first(count).forEach(seed -> {
            try {
                scenario.accept(seed);
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("with seed " + seed + " (replay: -Dseed=" + seed + "): " + failure, failure);
            }
        });
    }

    /**
     * As {@link #each}, on so many threads as there are processors: for scenarios that share nothing.
     *
     * @throws AssertionError naming the lowest seed of those that were seen to fail
     */
    public static void eachInParallel(int count, LongConsumer scenario) {
        Long replay = Long.getLong("seed");
        AtomicLong next = new AtomicLong(replay == null ? 1 : replay);
        long last = replay == null ? count : replay;
        ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();
        Runnable work = () -> {
            for (long seed = next.getAndIncrement();
                    seed <= last && failures.isEmpty();
                    seed = next.getAndIncrement()) {
                try {
                    scenario.accept(seed);
                } catch (Exception | Error failure) {
                    failures.put(seed, failure);
                }
            }
        };
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> CompletableFuture.runAsync(work, thread -> new Thread(thread, "seeds-" + i).start()))
                .toList()
                .forEach(CompletableFuture::join);
        if (!failures.isEmpty()) {
            long seed = failures.firstKey();
            Throwable failure = failures.get(seed);
            throw new AssertionError("with seed " + seed + " (replay: -Dseed=" + seed + "): " + failure, failure);
        }
    }
}
