package io.mr3.rm.standalone.scheduler;

/**
 * What a queue may have. Shares are fractions of the cluster, 0 to 1, of memory and of cores alike.
 *
 * @param parent name of the queue that it is in; empty for none. Of a queue that others are in, what is said of applications
 *     and users means nothing: those are in the others
 * @param guaranteed share that it gets before others get more than theirs
 * @param most share that it never passes
 * @param weight by which queues that have what is guaranteed to them share the rest
 * @param maxApplications that are served at once; later ones wait until earlier ones have ended
 * @param userMaxApplications of one user that are served at once; later ones wait until earlier ones of that user have ended
 * @param userGuaranteed share that the applications of one user in this queue get together before other users' get more
 * @param userMost share that the applications of one user in this queue never pass together
 */
public record QueueSettings(
        String name,
        String parent,
        double guaranteed,
        double most,
        double weight,
        int maxApplications,
        int userMaxApplications,
        double userGuaranteed,
        double userMost,
        QueueOrder order) {
    /** The queue of applications that name none. */
    public static final String DEFAULT = "default";

    static final double LEAST_WEIGHT = 0.001;
    static final double MOST_WEIGHT = 1000;

    public QueueSettings {
        check(guaranteed >= 0 && guaranteed <= 1, name, "a guaranteed share of 0 to 1", guaranteed);
        check(most > 0 && most <= 1, name, "a largest share above 0, up to 1", most);
        check(guaranteed <= most, name, "a guaranteed share of at most its largest, " + most, guaranteed);
        check(weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT, name, "a weight of 0.001 to 1000", weight);
        check(maxApplications > 0, name, "at least one application", maxApplications);
        check(userMaxApplications > 0, name, "at least one application of a user", userMaxApplications);
        check(userMost > 0 && userMost <= 1, name, "a largest share of a user above 0, up to 1", userMost);
        check(
                userGuaranteed >= 0 && userGuaranteed <= userMost,
                name,
                "a guaranteed share of a user of 0 to its largest, " + userMost,
                userGuaranteed);
    }

    /** A queue that may have everything. */
    public static QueueSettings everything(String name, double guaranteed, QueueOrder order) {
        return new QueueSettings(name, "", guaranteed, 1, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 1, order);
    }

    private static void check(boolean holds, String name, String expected, Object got) {
        if (!holds) {
            throw new IllegalArgumentException("queue " + name + ": expected " + expected + ", got " + got);
        }
    }
}
