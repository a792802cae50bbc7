package io.mr3.rm.standalone.master;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Keys of a standalone cluster's master. */
public final class MasterKeys implements ConfigKeys {
    private static final String P = "mr3.standalone.master.";

    public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.integer(P + "max.connections", 16_384)
            .between(16, 1_000_000)
            .says("Connections of node agents, applications and commands that the master of a standalone cluster has at"
                    + " once at most.");

    public static final ConfigKey<Integer> BEATS_PER_SECOND = ConfigKey.integer(P + "beats-per-second", 1000)
            .between(1, 1_000_000)
            .says(
                    "Heartbeats of all node agents together that the master wants in a second; from it follows the interval.");

    public static final ConfigKey<Duration> LEAST_BEAT = ConfigKey.millis(P + "least.beat.ms", 1000)
            .check("100 to 60000", between(100, 60_000))
            .says("Shortest time between two heartbeats of a node agent.");

    public static final ConfigKey<Duration> MOST_BEAT = ConfigKey.millis(P + "most.beat.ms", 10_000)
            .check("100 to 60000", between(100, 60_000))
            .says("Longest time between two heartbeats of a node agent.");

    public static final ConfigKey<Duration> SUSPECT_AFTER = ConfigKey.millis(P + "suspect.ms", 5000)
            .check("at least 500", atLeast(500))
            .says("Silence, or three heartbeats if that is longer, after which a node gets no new workers.");

    public static final ConfigKey<Duration> LEASE = ConfigKey.millis(P + "lease.ms", 30_000)
            .check("at least 1000", atLeast(1000))
            .says("Silence, or six heartbeats if that is longer, after which a node is lost with its workers.");

    public static final ConfigKey<Duration> RESTART_GRACE = ConfigKey.millis(P + "agent.restart.ms", 120_000)
            .check("at least 1000", atLeast(1000))
            .says("Time that a node agent has to come back to its workers after it has said that it is restarted.");

    public static final ConfigKey<Double> MOST_LOST_SHARE = ConfigKey.decimal(P + "most.lost.share", 0.05)
            .between(0, 1)
            .says(
                    "Share of the nodes, but at least two nodes, that become lost within a minute at most; more are held as"
                            + " suspects, since then the fault is likely the master's own.");

    public static final ConfigKey<Duration> APPLICATION_BEAT = ConfigKey.millis(P + "application.beat.ms", 3000)
            .check("100 to 60000", between(100, 60_000))
            .says("Time between two heartbeats of an application.");

    public static final ConfigKey<Duration> APPLICATION_LEASE = ConfigKey.millis(P + "application.lease.ms", 60_000)
            .check("at least 1000", atLeast(1000))
            .says("Silence after which an application is given up and its workers are ended.");

    public static final ConfigKey<Duration> RECOVERY_WAIT = ConfigKey.millis(P + "recovery.wait.ms", 30_000)
            .says("Time that a master that was started again waits for the nodes it knows before it grants anything.");

    public static final ConfigKey<Double> RECOVERY_SHARE = ConfigKey.decimal(P + "recovery.share", 0.95)
            .between(0, 1)
            .says("Share of the known nodes that, once back, ends that wait at once.");

    public static final ConfigKey<Duration> STOP_GRACE = ConfigKey.millis(P + "stop.grace.ms", 10_000)
            .says("Time that a worker which is asked to end has before it is killed.");

    public static final ConfigKey<Duration> ACCEPT_DEADLINE = ConfigKey.millis(P + "launch.accept.ms", 30_000)
            .check("at least 1000", atLeast(1000))
            .says("Time within which a node agent must accept a launch.");

    public static final ConfigKey<Duration> LAUNCH_STALL = ConfigKey.millis(P + "launch.stall.ms", 60_000)
            .check("at least 1000", atLeast(1000))
            .says("Time without any progress after which an accepted launch is given up.");

    public static final ConfigKey<Integer> LAUNCH_ATTEMPTS = ConfigKey.integer(P + "launch.attempts", 3)
            .between(1, 100)
            .says("Launches of one worker that may fail, each on a node, before its request is refused.");

    public static final ConfigKey<Integer> NODE_FAILURES = ConfigKey.integer(P + "host.failures", 4)
            .between(1, 1000)
            .says(
                    "Failed workers of one application on a host after which it gets no more there, unless that would keep"
                            + " it from a quarter of the hosts.");

    public static final ConfigKey<Integer> FAILED_LAUNCHES = ConfigKey.integer(P + "failed.launches", 10)
            .between(1, 100_000)
            .says(
                    "Failed launches of one application within a minute beyond which its requests wait three seconds each time.");

    public static final ConfigKey<Duration> GANG_HOLD = ConfigKey.millis(P + "gang.hold.ms", 30_000)
            .check("at least 1000", atLeast(1000))
            .says(
                    "Time for which room is held for workers that an application needs together (mr3.standalone.min.workers); then"
                            + " it is given back for as long, and another such application has its turn.");
    public static final ConfigKey<Integer> APPLICATION_REQUESTS = ConfigKey.integer(P + "application.requests", 10_000)
            .between(1, 1_000_000)
            .says("Requests of one application for workers that wait at once at most; further ones are refused.");
    public static final ConfigKey<Integer> QUARANTINE_FAULTS = ConfigKey.integer(P + "quarantine.faults", 6)
            .between(1, 100_000)
            .says(
                    "Faults of a node (failed launches, killed workers, losses; half as much after each quarter of an hour)"
                            + " with which it gets no new workers; at most a tenth of the nodes at once.");

    public static final ConfigKey<List<String>> NODES_ALLOWED = ConfigKey.list("mr3.standalone.nodes.allowed", "")
            .says(
                    "Names or hosts of the nodes that may register with the master of a standalone cluster; empty for all that"
                            + " have the secret. Also read by mr3-cluster reload: nodes that are no longer named are drained.");

    @Override
    public String title() {
        return "Master of a standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                MAX_CONNECTIONS,
                BEATS_PER_SECOND,
                LEAST_BEAT,
                MOST_BEAT,
                SUSPECT_AFTER,
                LEASE,
                RESTART_GRACE,
                MOST_LOST_SHARE,
                APPLICATION_BEAT,
                APPLICATION_LEASE,
                RECOVERY_WAIT,
                RECOVERY_SHARE,
                STOP_GRACE,
                ACCEPT_DEADLINE,
                LAUNCH_STALL,
                LAUNCH_ATTEMPTS,
                NODE_FAILURES,
                FAILED_LAUNCHES,
                GANG_HOLD,
                APPLICATION_REQUESTS,
                QUARANTINE_FAULTS,
                NODES_ALLOWED);
    }

    private static Predicate<Duration> between(long least, long most) {
        return value -> value.toMillis() >= least && value.toMillis() <= most;
    }

    private static Predicate<Duration> atLeast(long least) {
        return value -> value.toMillis() >= least;
    }
}
