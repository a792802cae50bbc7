package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerRecord;
import java.util.List;

/**
 * What agents before this one have left on the host.
 *
 * @param records of containers of which the master has not heard all
 * @param ended other containers, of which something is left in a working directory: their names are taken
 */
record Heritage(List<ContainerRecord> records, List<ContainerId> ended) {
    Heritage {
        records = List.copyOf(records);
        ended = List.copyOf(ended);
    }
}
