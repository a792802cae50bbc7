package io.mr3.shuffle;

import java.util.concurrent.atomic.LongAdder;

/** What a shuffle server has done since it started. Any thread. */
public final class ShuffleCounters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    ShuffleCounters() {}

    /** Requests received, refused ones included. */
    public long requests() {
        return requests.sum();
    }

    /** Requests refused, outputs that could not be read, and responses that broke off. */
    public long errors() {
        return errors.sum();
    }

    /** Bytes of response bodies handed to the network. */
    public long bytesServed() {
        return bytes.sum();
    }

    void request() {
        requests.increment();
    }

    void error() {
        errors.increment();
    }

    void served(long count) {
        bytes.add(count);
    }
}
