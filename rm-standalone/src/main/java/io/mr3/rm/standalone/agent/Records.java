package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerRecord;
import java.io.IOException;
import java.util.List;

/** What an agent must know after it was started again. Calls block, and return when it would. */
interface Records {
    /** In place of what was written of this container before. Not twice at once for one container. */
    void write(ContainerRecord record) throws IOException;

    /** The container is nobody's business any more. */
    void delete(ContainerId id) throws IOException;

    /** All containers; what cannot be read is left out, with a line in the log. */
    List<ContainerRecord> read() throws IOException;

    void writeState(AgentState state) throws IOException;

    /**
     * Empty at first.
     *
     * @throws IOException in one line, if it cannot be read: whom to obey is not a matter of guessing
     */
    AgentState readState() throws IOException;
}
