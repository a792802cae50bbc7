package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * Finds containers on one disk that hang: they have had a pulse and show none any more. Time is counted in looks in a row, never
 * by clocks: an agent that stood still itself has not looked, and after a look that comes late the count begins anew. While the
 * disk is bad nobody is judged, for nobody could touch anything. On the mailbox.
 */
final class PulseWatch {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final int FEWEST_LOOKS = 10;

    private final Path disk;
    private final Duration timeout;
    private final Containers containers;
    private final NodeCondition condition;
    private final Workplace workplace;
    private Map<Running, Seen> seen = new HashMap<>();
    private long lastLookNanos;

    /** A pulse, and the looks since the first that found it. */
    private record Seen(long pulse, int looks) {}

    /** @param timeout above zero */
    PulseWatch(Path disk, Duration timeout, Containers containers, NodeCondition condition, Workplace workplace) {
        this.disk = disk;
        this.timeout = timeout;
        this.containers = containers;
        this.condition = condition;
        this.workplace = workplace;
    }

    /** From one look to the next. */
    Duration interval() {
        Duration share = timeout.dividedBy(FEWEST_LOOKS);
        return share.compareTo(LONGEST_INTERVAL) < 0 ? share : LONGEST_INTERVAL;
    }

    /** What is to be looked at now; the look itself blocks. */
    Callable<Map<Running, OptionalLong>> look() {
        List<Running> running = condition.isGood(disk) ? containers.runningOn(disk) : List.of();
        return () -> {
            Map<Running, OptionalLong> found = new LinkedHashMap<>();
            running.forEach(each -> found.put(each, workplace.pulse(workplace.directory(disk, each.id()))));
            return found;
        };
    }

    /** Judges what a look has found: those to kill, and why. */
    Map<ContainerId, String> judge(Map<Running, OptionalLong> found, long nanos) {
        boolean isLate = nanos - lastLookNanos > 2 * interval().toNanos();
        lastLookNanos = nanos;
        Map<Running, Seen> now = new HashMap<>();
        found.forEach((running, pulse) -> pulse.ifPresent(touched -> {
            Seen before = seen.get(running);
            boolean isSame = before != null && before.pulse == touched && !isLate;
            now.put(running, new Seen(touched, isSame ? before.looks + 1 : 0));
        }));
        seen = now;
        Map<ContainerId, String> hanging = new LinkedHashMap<>();
        // meanwhile they may have ended, or be on their way
        for (Running running : containers.runningOn(disk)) {
            Seen last = now.get(running);
            if (last != null && interval().multipliedBy(last.looks).compareTo(timeout) >= 0) {
                hanging.put(
                        running.id(),
                        "killed since it hangs: it lives, and had no pulse for " + timeout.toSeconds() + " s");
            }
        }
        return hanging;
    }
}
