package io.mr3.benchmarks.standalone;

/** The caches of the processor, which hold nothing of a master after a second of other work. */
final class ProcessorCaches {
    private static final int MORE_THAN_THEY_HOLD = 96 << 20;
    private static final int LINE = 64;

    private final byte[] other = new byte[MORE_THAN_THEY_HOLD];

    /** Fills them with something else. */
    void fill() {
        for (int i = 0; i < other.length; i += LINE) {
            other[i]++;
        }
    }
}
