package io.mr3.rm.standalone.driver;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.PlacementConstraints;
import java.time.Duration;

/**
 * How an application presents itself to a standalone cluster.
 *
 * @param master {@code host:port}
 * @param name of the application, for people
 * @param connectTimeout within which the first registration must succeed
 * @param maxWorkers that it has at once at most; {@link Integer#MAX_VALUE} for no bound of its own
 * @param leastWorkers that it needs to begin; they are launched together
 * @param constraints where its workers may be
 * @param detached it lives until its workers have ended, also without a connection
 * @param attempts how often a worker's process that fails is started at most, the first time included
 */
record DriverSettings(
        String master,
        String name,
        String user,
        String queue,
        Duration connectTimeout,
        int maxWorkers,
        int leastWorkers,
        PlacementConstraints constraints,
        boolean detached,
        int attempts) {
    DriverSettings {
        if (leastWorkers > maxWorkers) {
            throw new IllegalArgumentException(ApplicationKeys.MIN_WORKERS + ": expected at most "
                    + ApplicationKeys.MAX_WORKERS + ", " + maxWorkers + ", got " + leastWorkers);
        }
    }

    static DriverSettings of(Mr3Conf conf) {
        int most = conf.get(ApplicationKeys.MAX_WORKERS);
        return new DriverSettings(
                conf.get(ClusterKeys.MASTER),
                "mr3-" + ProcessHandle.current().pid(),
                System.getProperty("user.name"),
                conf.get(ApplicationKeys.QUEUE),
                conf.get(ApplicationKeys.CONNECT_TIMEOUT),
                most == 0 ? Integer.MAX_VALUE : most,
                conf.get(ApplicationKeys.MIN_WORKERS),
                new PlacementConstraints(conf.get(ApplicationKeys.SPREAD), conf.get(ApplicationKeys.LABELS)),
                false,
                1);
    }

    /**
     * The same for an application that lives as long as what it has launched, which is started again if it fails. Rules of a
     * DAGAppMaster's workers do not bind the DAGAppMaster, which may be on any node.
     */
    DriverSettings detached(String newName, int newAttempts) {
        return new DriverSettings(
                master,
                newName,
                user,
                queue,
                connectTimeout,
                maxWorkers,
                0,
                PlacementConstraints.NONE,
                true,
                newAttempts);
    }
}
