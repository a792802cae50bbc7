package io.mr3.tez.am;

import io.mr3.am.dag.LocationHint;
import java.util.ArrayList;
import java.util.List;
import org.apache.tez.dag.api.TaskLocationHint;
import org.apache.tez.dag.api.VertexLocationHint;
import org.apache.tez.dag.api.records.DAGProtos.PlanTaskLocationHint;

/** Reads Tez's location hints. */
final class LocationHints {
    private LocationHints() {}

    static List<LocationHint> ofPlan(List<PlanTaskLocationHint> hints) {
        List<LocationHint> result = new ArrayList<>(hints.size());
        for (PlanTaskLocationHint hint : hints) {
            result.add(LocationHint.at(hint.getHostList(), hint.getRackList()));
        }
        return result;
    }

    /** A hint per task; null for none. */
    static List<LocationHint> ofVertex(VertexLocationHint hint) {
        if (hint == null || hint.getTaskLocationHints() == null) {
            return null;
        }
        List<LocationHint> result = new ArrayList<>();
        for (TaskLocationHint task : hint.getTaskLocationHints()) {
            result.add(ofTask(task));
        }
        return result;
    }

    /** Null for none. */
    static LocationHint ofTask(TaskLocationHint hint) {
        if (hint == null) {
            return null;
        }
        TaskLocationHint.TaskBasedLocationAffinity near = hint.getAffinitizedTask();
        if (near != null) {
            return new LocationHint(List.of(), List.of(), near.getVertexName(), near.getTaskIndex());
        }
        return LocationHint.at(
                hint.getHosts() == null ? List.of() : List.copyOf(hint.getHosts()),
                hint.getRacks() == null ? List.of() : List.copyOf(hint.getRacks()));
    }
}
