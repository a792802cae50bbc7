package io.mr3.am;

import io.mr3.am.group.DagQueue;
import io.mr3.am.group.DagQueues;
import io.mr3.config.DagQueueKeys;
import io.mr3.config.Mr3Conf;
import java.util.List;

/** Reads how DAGs share slots. */
final class DagQueueSettings {
    private DagQueueSettings() {}

    /** @throws IllegalArgumentException if the scheme needs queues that are not there, naming the key */
    static DagQueues read(Mr3Conf conf) {
        return switch (conf.get(DagQueueKeys.SCHEME)) {
            case COMMON -> DagQueues.common();
            case INDIVIDUAL -> DagQueues.individual();
            case CAPACITY -> DagQueues.capacity(queues(conf.get(DagQueueKeys.CAPACITY_SPECS)));
        };
    }

    private static List<DagQueue> queues(List<String> specs) {
        if (specs.isEmpty()) {
            throw new IllegalArgumentException(DagQueueKeys.CAPACITY_SPECS + ": expected queues, as high=80,default=20,"
                    + " for " + DagQueueKeys.SCHEME + "=capacity, got none");
        }
        return specs.stream()
                .map(spec -> spec.split("="))
                .map(parts -> new DagQueue(parts[0], Integer.parseInt(parts[1])))
                .toList();
    }
}
