package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.NodeStatus;
import java.util.List;

/** An agent at one moment, for people. */
record AgentView(AgentState state, boolean masterIsThere, NodeStatus status, List<ContainerReport> containers) {
    static final AgentView NOTHING =
            new AgentView(AgentState.getDefaultInstance(), false, NodeStatus.getDefaultInstance(), List.of());

    AgentView {
        containers = List.copyOf(containers);
    }
}
