package io.mr3.llap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The tables that this process knows: those of its ContainerGroups in a DAGAppMaster, that of its own group in a worker. Hive
 * makes split location providers itself and hands them nothing, so they look here. Thread-safe.
 */
final class WorkerTables {
    private static final AtomicReference<Map<String, WorkerTable>> BY_GROUP = new AtomicReference<>(Map.of());

    private WorkerTables() {}

    static void put(String group, WorkerTable table) {
        BY_GROUP.updateAndGet(tables -> {
            Map<String, WorkerTable> changed = new LinkedHashMap<>(tables);
            changed.put(group, table);
            return changed;
        });
    }

    static void remove(String group) {
        BY_GROUP.updateAndGet(tables -> {
            Map<String, WorkerTable> changed = new LinkedHashMap<>(tables);
            changed.remove(group);
            return changed;
        });
    }

    static boolean isEmpty() {
        return BY_GROUP.get().isEmpty();
    }

    /**
     * The workers by which splits that are made in this process are placed: those of the group that came first and has some.
     * That is the one which DAGs share unless their vertices are divided among several groups; sessions with files of their own
     * make their splits in their own workers. Who runs elsewhere gets places that nobody there has, and none is waited for.
     */
    static WorkerTable current() {
        return BY_GROUP.get().values().stream()
                .filter(table -> !table.locations().isEmpty())
                .findFirst()
                .orElse(WorkerTable.EMPTY);
    }
}
