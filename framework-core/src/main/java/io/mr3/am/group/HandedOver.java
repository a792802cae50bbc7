package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import java.util.Map;

/**
 * A worker on its way to another group; whoever has the message owns it.
 *
 * @param worker nothing runs on it
 * @param users the DAGs that have outputs there, who must hear when it is lost
 */
record HandedOver(Worker worker, Map<DagId, SlotHolder> users) {
    HandedOver {
        users = Map.copyOf(users);
    }
}
