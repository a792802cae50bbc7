package io.mr3.rm.standalone.master;

import io.mr3.config.Mr3Conf;
import java.time.Duration;
import java.util.Set;

/**
 * What a master is told about times and bounds; see {@link MasterKeys} for the meaning of each.
 *
 * @param leastBeat at most {@code mostBeat}
 */
public record MasterSettings(
        int beatsPerSecond,
        Duration leastBeat,
        Duration mostBeat,
        Duration suspectAfter,
        Duration lease,
        Duration restartGrace,
        double mostLostShare,
        Duration applicationBeat,
        Duration applicationLease,
        Duration recoveryWait,
        double recoveryShare,
        Duration stopGrace,
        Duration acceptDeadline,
        Duration launchStall,
        int launchAttempts,
        int hostFailures,
        int failedLaunches,
        Duration gangHold,
        int applicationRequests,
        int quarantineFaults,
        Set<String> nodesAllowed) {
    private static final int BEATS_TO_SUSPECT = 3;
    private static final int BEATS_OF_LEASE = 6;

    public MasterSettings {
        if (leastBeat.compareTo(mostBeat) > 0) {
            throw new IllegalArgumentException(MasterKeys.LEAST_BEAT + ": expected at most " + MasterKeys.MOST_BEAT
                    + " (" + mostBeat.toMillis() + "), got '" + leastBeat.toMillis() + "'");
        }
    }

    /**
     * As configured.
     *
     * @throws IllegalArgumentException in one line, if settings do not fit each other
     */
    public static MasterSettings of(Mr3Conf conf) {
        return new MasterSettings(
                conf.get(MasterKeys.BEATS_PER_SECOND),
                conf.get(MasterKeys.LEAST_BEAT),
                conf.get(MasterKeys.MOST_BEAT),
                conf.get(MasterKeys.SUSPECT_AFTER),
                conf.get(MasterKeys.LEASE),
                conf.get(MasterKeys.RESTART_GRACE),
                conf.get(MasterKeys.MOST_LOST_SHARE),
                conf.get(MasterKeys.APPLICATION_BEAT),
                conf.get(MasterKeys.APPLICATION_LEASE),
                conf.get(MasterKeys.RECOVERY_WAIT),
                conf.get(MasterKeys.RECOVERY_SHARE),
                conf.get(MasterKeys.STOP_GRACE),
                conf.get(MasterKeys.ACCEPT_DEADLINE),
                conf.get(MasterKeys.LAUNCH_STALL),
                conf.get(MasterKeys.LAUNCH_ATTEMPTS),
                conf.get(MasterKeys.NODE_FAILURES),
                conf.get(MasterKeys.FAILED_LAUNCHES),
                conf.get(MasterKeys.GANG_HOLD),
                conf.get(MasterKeys.APPLICATION_REQUESTS),
                conf.get(MasterKeys.QUARANTINE_FAULTS),
                Set.copyOf(conf.get(MasterKeys.NODES_ALLOWED)));
    }

    /** Time between two beats of one agent when there are {@code nodes}, without jitter. */
    Duration beat(int nodes) {
        Duration fair = Duration.ofMillis(nodes * 1000L / beatsPerSecond);
        return shorter(longer(fair, leastBeat), mostBeat);
    }

    /** Silence after which a node is suspect when there are {@code nodes}. */
    Duration suspectAfter(int nodes) {
        return longer(suspectAfter, beat(nodes).multipliedBy(BEATS_TO_SUSPECT));
    }

    /** Silence after which a node is lost when there are {@code nodes}. */
    Duration lease(int nodes) {
        return longer(lease, beat(nodes).multipliedBy(BEATS_OF_LEASE));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
