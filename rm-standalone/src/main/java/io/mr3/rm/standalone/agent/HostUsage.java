package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.Usage;

/** Measures the host. */
interface HostUsage {
    /** Blocks; without disks and workers. */
    Usage measure();
}
