package io.mr3.am.group;

import io.mr3.common.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the workers of a ContainerGroup have in common.
 *
 * @param name for people, and to find the group by
 * @param open visible to every DAG; a private group lives and dies with its DAG
 * @param slots of one worker: attempts of the slot's size that it runs at once
 * @param slotMemoryMb memory of one slot; an attempt that wants more takes several
 * @param slotCores cores that one slot declares; they are not measured
 * @param heapFraction share of a worker's heap that its slots may fill
 * @param heapOverheadMb heap of a worker beyond what its slots need
 * @param minWorkers kept even when idle
 * @param maxWorkers at once; {@link Integer#MAX_VALUE} where only the resource manager bounds it
 * @param idleTimeout after which a worker that no DAG needs leaves
 * @param heartbeatInterval between signs of life of a worker
 * @param heartbeatTimeout silence after which a worker is declared lost
 * @param javaOptions of each worker; the heap size is not among them
 * @param environment of each worker
 */
public record ContainerGroupSpec(
        String name,
        boolean open,
        int slots,
        int slotMemoryMb,
        int slotCores,
        double heapFraction,
        int heapOverheadMb,
        int minWorkers,
        int maxWorkers,
        Duration idleTimeout,
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        List<String> javaOptions,
        Map<String, String> environment) {
    private static final int MIN_NATIVE_MB = 384;
    private static final double NATIVE_FRACTION = 0.1;

    public ContainerGroupSpec {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
        check(name, "slots", slots, 1);
        check(name, "slot memory in MB", slotMemoryMb, 1);
        check(name, "slot cores", slotCores, 1);
        check(name, "minimum of workers", minWorkers, 0);
        check(name, "maximum of workers", maxWorkers, Math.max(1, minWorkers));
        if (heartbeatTimeout.compareTo(heartbeatInterval) <= 0) {
            throw new IllegalArgumentException("ContainerGroup " + name + ": expected a heartbeat time-out above the"
                    + " interval of " + heartbeatInterval + ", got " + heartbeatTimeout);
        }
    }

    private static void check(String group, String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "ContainerGroup " + group + ": expected " + what + " of at least " + least + ", got " + value);
        }
    }

    /** The same under another name. */
    public ContainerGroupSpec named(String other) {
        return new ContainerGroupSpec(
                other,
                open,
                slots,
                slotMemoryMb,
                slotCores,
                heapFraction,
                heapOverheadMb,
                minWorkers,
                maxWorkers,
                idleTimeout,
                heartbeatInterval,
                heartbeatTimeout,
                javaOptions,
                environment);
    }

    /** Heap of a worker in MB: {@code slots × slot / fraction + overhead}. */
    public int heapMb() {
        return (int) Math.ceil(taskMemoryMb() / heapFraction) + heapOverheadMb;
    }

    /** Memory of all slots of a worker together, in MB. */
    public int taskMemoryMb() {
        return slots * slotMemoryMb;
    }

    /** What the container of a worker must hold: its heap and what a JVM takes besides. */
    public Resources container() {
        int nativeMb = Math.max(MIN_NATIVE_MB, (int) (heapMb() * NATIVE_FRACTION));
        return new Resources(heapMb() + nativeMb, slots * slotCores);
    }

    /** How many slots an attempt takes. Cores are only declared, so wanting more than a worker has takes all of it. */
    int slotsFor(Resources wanted) {
        int byMemory = divideUp(wanted.memoryMb(), slotMemoryMb);
        int byCores = Math.min(slots, divideUp(wanted.cores(), slotCores));
        return Math.max(1, Math.max(byMemory, byCores));
    }

    static int divideUp(int value, int by) {
        return (value + by - 1) / by;
    }
}
