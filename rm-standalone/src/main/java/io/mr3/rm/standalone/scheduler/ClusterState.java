package io.mr3.rm.standalone.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that the scheduler knows, in its parts. */
final class ClusterState {
    private final SchedulerSettings settings;
    private final NodeTable nodes = new NodeTable();
    private final Ledger ledger = new Ledger(nodes);
    private final AskBook asks = new AskBook();
    private final Map<String, ShareQueue> queues = new LinkedHashMap<>();
    private final Locality locality;
    private final LaunchLimit launches;
    private final Reservations reservations;

    ClusterState(SchedulerSettings settings) {
        this.settings = settings;
        reload(settings.queues());
        this.locality = new Locality(nodes, settings);
        this.launches = new LaunchLimit(nodes, settings);
        this.reservations = new Reservations(nodes, settings);
    }

    /**
     * Queues are these from now on, in this order.
     *
     * @throws IllegalArgumentException in one line, if one is missing that is in use, or others are to be in it; then nothing
     *     is changed
     */
    void reload(List<QueueSettings> now) {
        Set<String> leaves = SchedulerSettings.leaves(now);
        for (ShareQueue queue : queues.values()) {
            if (queue.isInUse() && !leaves.contains(queue.settings().name())) {
                throw new IllegalArgumentException("queue " + queue.settings().name()
                        + ": expected it to stay while applications or workers of it are there, got " + leaves);
            }
        }
        Map<String, ShareQueue> before = new HashMap<>(queues);
        before.values().forEach(ShareQueue::detach);
        queues.clear();
        for (QueueSettings queue : now) {
            ShareQueue known = before.get(queue.name());
            if (known == null) {
                queues.put(queue.name(), new ShareQueue(queue));
            } else {
                known.change(queue);
                queues.put(queue.name(), known);
            }
        }
        for (QueueSettings queue : now) {
            if (!queue.parent().isEmpty()) {
                queues.get(queue.name()).attach(queues.get(queue.parent()));
            }
        }
    }

    /** As the master was started; queues may be others since. */
    SchedulerSettings settings() {
        return settings;
    }

    NodeTable nodes() {
        return nodes;
    }

    Ledger ledger() {
        return ledger;
    }

    AskBook asks() {
        return asks;
    }

    /** In the order of the settings. */
    Collection<ShareQueue> queues() {
        return Collections.unmodifiableCollection(queues.values());
    }

    /** Those that are in no other, in the order of the settings. */
    Collection<ShareQueue> topQueues() {
        return queues.values().stream().filter(queue -> queue.parent() == null).toList();
    }

    /** Null if there is none of that name. */
    ShareQueue queue(String name) {
        return queues.get(name);
    }

    Locality locality() {
        return locality;
    }

    LaunchLimit launches() {
        return launches;
    }

    Reservations reservations() {
        return reservations;
    }
}
