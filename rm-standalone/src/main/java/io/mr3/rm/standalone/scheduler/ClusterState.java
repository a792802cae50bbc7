package io.mr3.rm.standalone.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
        settings.queues().forEach(queue -> queues.put(queue.name(), new ShareQueue(queue)));
        this.locality = new Locality(nodes, settings);
        this.launches = new LaunchLimit(nodes, settings);
        this.reservations = new Reservations(nodes, settings);
    }

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
