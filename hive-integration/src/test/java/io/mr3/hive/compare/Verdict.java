package io.mr3.hive.compare;

/**
 * Whether two results are the same.
 *
 * @param difference the first difference, empty if there is none
 */
public record Verdict(String difference) {
    static final Verdict SAME = new Verdict("");

    /** Whether there is no difference. */
    public boolean same() {
        return difference.isEmpty();
    }

    @Override
    public String toString() {
        return same() ? "same" : difference;
    }
}
