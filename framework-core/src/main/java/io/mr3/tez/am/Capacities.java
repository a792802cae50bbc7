package io.mr3.tez.am;

import io.mr3.am.lease.GroupCapacity;
import org.apache.hadoop.yarn.api.records.Resource;

/** A group's capacity as Tez's plug-ins know it. */
final class Capacities {
    private Capacities() {}

    static Resource total(GroupCapacity capacity) {
        return Resource.newInstance(
                capacity.total().memoryMb(), capacity.total().cores());
    }
}
