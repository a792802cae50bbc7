package io.mr3.common;

/**
 * A client's application: one Tez session. Text form as in YARN: {@code application_<cluster timestamp>_<number>}.
 *
 * @param clusterTimestamp milliseconds since the epoch at which the DAGAppMaster started that gave the id
 * @param number counts from 1 in that DAGAppMaster
 */
public record AppId(long clusterTimestamp, int number) implements Comparable<AppId> {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not an application id
     */
    public static AppId parse(String text) {
        String[] parts = IdText.split(text, "application", 2);
        return new AppId(IdText.number(text, parts[0]), (int) IdText.number(text, parts[1]));
    }

    /** The two numbers as they stand inside the text of every id below this one. */
    String suffix() {
        return clusterTimestamp + "_" + IdText.padded(number, 4);
    }

    @Override
    public int compareTo(AppId other) {
        int byTime = Long.compare(clusterTimestamp, other.clusterTimestamp);
        return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "application_" + suffix();
    }
}
