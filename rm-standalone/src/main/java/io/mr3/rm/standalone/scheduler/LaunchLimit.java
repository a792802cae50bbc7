package io.mr3.rm.standalone.scheduler;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How many containers a node is given at most within an interval, so that its agent can start what it is told to. */
final class LaunchLimit {
    private static final class Launches {
        private final long since;
        private int count;

        Launches(long since) {
            this.since = since;
        }
    }

    private final NodeTable nodes;
    private final int most;
    private final long intervalNanos;
    private final Map<BookedNode, Launches> launches = new HashMap<>();
    /** Nodes that have had as many as they may, by when they may have more; those come in the order of time. */
    private final Map<BookedNode, Long> capped = new LinkedHashMap<>();

    LaunchLimit(NodeTable nodes, SchedulerSettings settings) {
        this.nodes = nodes;
        this.most = settings.nodeLaunches();
        this.intervalNanos = settings.launchInterval().toNanos();
    }

    /** The node is given a container. */
    void count(BookedNode node, long now) {
        Launches recent = launches.get(node);
        if (recent == null || now - recent.since >= intervalNanos) {
            recent = new Launches(now);
            launches.put(node, recent);
        }
        recent.count++;
        if (recent.count >= most) {
            capped.put(node, now + intervalNanos);
            nodes.change(node, capping -> capping.cap(true));
        }
    }

    /** Whether nodes may have more since a moment up to now. */
    boolean lift(long now) {
        boolean lifted = false;
        while (next().orElse(Long.MAX_VALUE) <= now && !capped.isEmpty()) {
            forget(capped.keySet().iterator().next());
            lifted = true;
        }
        return lifted;
    }

    /** The node may have as many as if it had had none. */
    void forget(BookedNode node) {
        capped.remove(node);
        launches.remove(node);
        nodes.change(node, lifting -> lifting.cap(false));
    }

    /** When a node may have more that has had as many as it may. */
    OptionalLong next() {
        return capped.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(capped.values().iterator().next());
    }

    boolean isFelt() {
        return !capped.isEmpty();
    }
}
