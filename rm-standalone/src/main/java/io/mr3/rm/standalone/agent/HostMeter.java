package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.agent.ProcFiles.ProcessorTime;
import io.mr3.rm.standalone.proto.Usage;
import java.util.Optional;

/** Measures the host by what the kernel tells; use of processors between one measure and the next. Thread-safe. */
final class HostMeter implements HostUsage {
    private static final int KB_PER_MB = 1024;

    private final ProcFiles proc;
    private Optional<ProcessorTime> before;
    /** Null while it is not known. */
    private Double processors;

    /** The first measure is of the time from here on. */
    HostMeter(ProcFiles proc) {
        this.proc = proc;
        this.before = proc.processorTime();
    }

    @Override
    public synchronized Usage measure() {
        long total = proc.memoryKb("MemTotal").orElse(0L);
        long available = proc.memoryKb("MemAvailable").orElse(0L);
        long swap = proc.memoryKb("SwapTotal").orElse(0L)
                - proc.memoryKb("SwapFree").orElse(0L);
        Usage.Builder usage = Usage.newBuilder()
                .setMemoryTotalMb(total / KB_PER_MB)
                .setMemoryUsedMb(Math.max(0, total - available) / KB_PER_MB)
                .setSwapUsedMb(Math.max(0, swap) / KB_PER_MB)
                .setLoad(proc.load());
        measureProcessors();
        if (processors != null) {
            usage.setProcessors(processors);
        }
        return usage.build();
    }

    /** What was known stays so if no time has gone by. */
    private void measureProcessors() {
        Optional<ProcessorTime> now = proc.processorTime();
        if (now.isPresent() && before.isPresent()) {
            long all = now.get().allTicks() - before.get().allTicks();
            long busy = now.get().busyTicks() - before.get().busyTicks();
            if (all <= 0) {
                return;
            }
            processors = Math.max(0.0, Math.min(1.0, (double) busy / all))
                    * now.get().processors();
        }
        before = now;
    }
}
