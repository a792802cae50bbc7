package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the last containers ended of which the master has heard all: their names are never used again. On the mailbox. */
final class Tombstones {
    private static final int MOST = 2000;

    private final Map<ContainerId, ContainerReport> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ContainerId, ContainerReport> eldest) {
            return size() > MOST;
        }
    };

    void add(ContainerReport report) {
        ended.put(ContainerId.of(report.getContainer()), report);
    }

    Optional<ContainerReport> find(ContainerId id) {
        return Optional.ofNullable(ended.get(id));
    }
}
