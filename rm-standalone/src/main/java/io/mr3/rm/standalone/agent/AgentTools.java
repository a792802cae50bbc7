package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskProbe;

/** The host and the master as an agent sees them. */
record AgentTools(
        ContainerProcesses processes,
        Workplace workplace,
        Records records,
        DiskProbe disks,
        HealthProgram health,
        HostUsage usage,
        MasterConnector master) {}
