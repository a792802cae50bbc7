package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the master has not acknowledged: of each container the newest report alone, for each tells everything. Numbers grow
 * for as long as the agent's process lives. On the mailbox.
 */
final class ReportLog {
    /** By number, the lowest first. */
    private final Map<ContainerId, ContainerReport> pending = new LinkedHashMap<>();

    private final Set<ContainerId> unsent = new LinkedHashSet<>();
    private long last;

    /** Takes the place of an older report of that container. */
    void add(ContainerReport.Builder report) {
        ContainerId id = ContainerId.of(report.getContainer());
        pending.remove(id);
        pending.put(id, report.setNumber(++last).build());
        unsent.add(id);
    }

    /** What was sent on the last connection may be lost, or not acknowledged there. */
    void sendAgain() {
        unsent.addAll(pending.keySet());
    }

    /** What was not sent yet on this connection, in the order of the numbers. */
    List<ContainerReport> takeUnsent() {
        List<ContainerReport> taken = new ArrayList<>();
        for (Map.Entry<ContainerId, ContainerReport> entry : pending.entrySet()) {
            if (unsent.contains(entry.getKey())) {
                taken.add(entry.getValue());
            }
        }
        unsent.clear();
        return taken;
    }

    /** Forgets what the master has; the containers of those reports. */
    List<ContainerId> acknowledge(long upTo) {
        List<ContainerId> known = new ArrayList<>();
        pending.forEach((id, report) -> {
            if (report.getNumber() <= upTo) {
                known.add(id);
            }
        });
        known.forEach(pending::remove);
        unsent.removeAll(known);
        return known;
    }

    /** All that is not acknowledged, in the order of the numbers. */
    List<ContainerReport> pending() {
        return List.copyOf(pending.values());
    }
}
