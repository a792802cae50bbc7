package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ApplicationKnown;
import io.mr3.rm.standalone.proto.ContainerAllocated;
import io.mr3.rm.standalone.proto.ContainerFreed;
import io.mr3.rm.standalone.proto.JournalRecord;
import io.mr3.rm.standalone.proto.MasterStarted;
import io.mr3.rm.standalone.proto.NodeKnown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the records of a journal say together: the ledger of a cluster. On the master's mailbox alone. */
final class JournalImage {
    private MasterStarted master = MasterStarted.getDefaultInstance();
    private final Map<String, NodeKnown> nodes = new LinkedHashMap<>();
    private final Map<String, ApplicationKnown> applications = new LinkedHashMap<>();
    private final Map<ContainerId, ContainerAllocated> containers = new LinkedHashMap<>();

    private final Map<String, Map<Long, ContainerFreed>> unheard = new LinkedHashMap<>();

    static JournalImage of(List<JournalRecord> records) {
        JournalImage image = new JournalImage();
        records.forEach(image::apply);
        return image;
    }

    void apply(JournalRecord record) {
        switch (record.getRecordCase()) {
            case MASTER -> master = record.getMaster();
            case NODE -> nodes.put(record.getNode().getNode(), record.getNode());
            case NODE_FORGOTTEN -> nodes.remove(record.getNodeForgotten().getNode());
            case APPLICATION -> known(record.getApplication());
            case APPLICATION_FORGOTTEN -> {
                applications.remove(record.getApplicationForgotten().getApplication());
                unheard.remove(record.getApplicationForgotten().getApplication());
            }
            case ALLOCATED ->
                containers.put(ContainerId.of(record.getAllocated().getContainer()), record.getAllocated());
            case FREED -> freed(record.getFreed());
            case HEARD -> record.getHeard().getContainersList().forEach(container -> heard(ContainerId.of(container)));
            case RECORD_NOT_SET ->
                throw new IllegalArgumentException(
                        "journal: expected a record that this version of mr3 knows, got another");
        }
    }

    private void freed(ContainerFreed freed) {
        ContainerId id = ContainerId.of(freed.getContainer());
        containers.remove(id);
        if (freed.getUnheardCount() > 0 && applications.containsKey(id.application())) {
            unheard.computeIfAbsent(id.application(), application -> new LinkedHashMap<>())
                    .put(id.worker(), freed);
        }
    }

    private void heard(ContainerId id) {
        unheard.computeIfPresent(id.application(), (application, ends) -> {
            ends.remove(id.worker());
            return ends.isEmpty() ? null : ends;
        });
    }

    private void known(ApplicationKnown application) {
        if (applications.put(application.getApplication(), application) == null) {
            master = master.toBuilder()
                    .setApplications(Math.max(master.getApplications(), numberOf(application.getApplication())))
                    .build();
        }
    }

    /** Ids of applications end in their number. */
    private static long numberOf(String application) {
        return Long.parseLong(application.substring(application.lastIndexOf('-') + 1));
    }

    /** Records that say the same. */
    List<JournalRecord> records() {
        List<JournalRecord> records = new ArrayList<>();
        records.add(JournalRecord.newBuilder().setMaster(master).build());
        nodes.values()
                .forEach(node ->
                        records.add(JournalRecord.newBuilder().setNode(node).build()));
        applications
                .values()
                .forEach(application -> records.add(
                        JournalRecord.newBuilder().setApplication(application).build()));
        containers
                .values()
                .forEach(container -> records.add(
                        JournalRecord.newBuilder().setAllocated(container).build()));
        unheard.values().forEach(ends -> ends.values()
                .forEach(freed ->
                        records.add(JournalRecord.newBuilder().setFreed(freed).build())));
        return records;
    }

    /** The last start of a master, with an epoch of 0 if there was none. */
    MasterStarted master() {
        return master;
    }

    Collection<NodeKnown> nodes() {
        return nodes.values();
    }

    NodeKnown node(String name) {
        return nodes.get(name);
    }

    Collection<ApplicationKnown> applications() {
        return applications.values();
    }

    boolean hasApplication(String id) {
        return applications.containsKey(id);
    }

    /** Containers that are gone, and whose end their application has not acknowledged. */
    Collection<ContainerFreed> unheard(String application) {
        return unheard.getOrDefault(application, Map.of()).values();
    }

    boolean isUnheard(ContainerId id) {
        return unheard.getOrDefault(id.application(), Map.of()).containsKey(id.worker());
    }

    Map<ContainerId, ContainerAllocated> containers() {
        return containers;
    }
}
