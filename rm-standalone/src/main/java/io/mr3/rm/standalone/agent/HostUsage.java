package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.Usage;

/** Measures the host. */
interface HostUsage {
    /** Blocks; without disks and workers. */
    Usage measure();

    static HostUsage of(ProcFiles proc) {
        return () -> {
            long total = proc.memoryKb("MemTotal").orElse(0L) >> 10;
            long available = proc.memoryKb("MemAvailable").orElse(0L) >> 10;
            return Usage.newBuilder()
                    .setMemoryTotalMb(total)
                    .setMemoryUsedMb(Math.max(0, total - available))
                    .setLoad(proc.load())
                    .build();
        };
    }
}
