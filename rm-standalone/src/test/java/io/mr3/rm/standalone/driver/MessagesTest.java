package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mr3.rm.ContainerExit;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerEnded.Cause;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static ContainerExit.Cause heard(Cause cause) {
        return Messages.exit(WorkerEnded.newBuilder().setCause(cause).build()).cause();
    }

    @Test
    void theDagAppMasterKnowsEveryCause() {
        for (Cause cause : EnumSet.complementOf(EnumSet.of(Cause.CAUSE_UNKNOWN, Cause.UNRECOGNIZED))) {
            assertNotEquals(ContainerExit.Cause.UNKNOWN, heard(cause), cause.name());
        }
        assertEquals(ContainerExit.Cause.DISK_FULL, heard(Cause.DISK_FULL));
        assertEquals(ContainerExit.Cause.HUNG, heard(Cause.HUNG));
        assertEquals(ContainerExit.Cause.OOM_KILLED, heard(Cause.OUT_OF_MEMORY));
    }
}
