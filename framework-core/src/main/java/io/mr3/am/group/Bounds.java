package io.mr3.am.group;

/** Checks numbers of a specification. */
final class Bounds {
    private Bounds() {}

    /** @throws IllegalArgumentException if {@code value} is below {@code least} */
    static void atLeast(int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException("expected " + what + " of at least " + least + ", got " + value);
        }
    }
}
