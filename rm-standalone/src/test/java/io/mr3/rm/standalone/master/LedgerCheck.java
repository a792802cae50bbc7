package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.proto.JournalRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What must hold of a master's tables at the end of each turn. */
public final class LedgerCheck {
    private LedgerCheck() {}

    /** @throws AssertionError naming what does not hold */
    public static void check(ClusterMaster master) {
        check(master, Set.of());
    }

    /**
     * @param shrunk names of nodes that offer less than they did, and may have more than that booked
     * @throws AssertionError naming what does not hold
     */
    static void check(ClusterMaster master, Set<String> shrunk) {
        MasterContext context = master.turns().context();
        MasterTurns.Parts parts = master.turns().parts();
        Set<ContainerId> placed = new HashSet<>();
        for (Container container : parts.containers().all()) {
            require(
                    (container.stage == Stage.WAITING) == (container.node == null),
                    () -> container + " waits, or has a node: " + container.stage);
            if (container.node != null) {
                placed.add(container.id);
                require(
                        container.node.containers.get(container.id) == container,
                        () -> container + " is on a node that does not know it: " + container.node);
                require(
                        context.scheduler().booked(container.node.name).fits(container.amount),
                        () -> container + " is not booked on " + container.node);
                require(!container.node.lost, () -> container + " is on a node that is lost: " + container.node);
            }
        }
        for (Node node : parts.nodes().all()) {
            require(
                    node.total.memoryMb() == 0
                            || shrunk.contains(node.name)
                            || node.total.fits(context.scheduler().booked(node.name)),
                    () -> node + " is over-booked: " + context.scheduler().booked(node.name));
        }
        int onNodes = parts.nodes().all().stream()
                .mapToInt(node -> node.containers.size())
                .sum();
        require(onNodes == placed.size(), () -> "containers on nodes: expected " + placed.size() + ", got " + onNodes);
        require(
                placed.equals(context.journal().image().containers().keySet()),
                () -> "the journal and the tables differ: "
                        + context.journal().image().containers().keySet() + " and " + placed);
        for (Application application : parts.applications().all()) {
            long waiting = application.containers.values().stream()
                    .filter(container -> container.stage == Stage.WAITING)
                    .count();
            require(
                    application.waiting == waiting,
                    () -> application + ": " + waiting + " containers wait, counted as " + application.waiting);
            require(
                    application.hasEnded() != context.journal().image().hasApplication(application.id),
                    () -> application + " has ended, or is in the journal");
        }
    }

    /** Nothing is booked, waits or is known of applications: all has ended. */
    public static void checkEmpty(ClusterMaster master) {
        check(master);
        MasterContext context = master.turns().context();
        MasterTurns.Parts parts = master.turns().parts();
        require(
                parts.containers().all().isEmpty(),
                () -> "containers are left: " + parts.containers().all());
        require(
                parts.containers().watched().isEmpty(),
                () -> "launches are watched: " + parts.containers().watched());
        require(
                parts.applications().all().isEmpty(),
                () -> "applications are left: " + parts.applications().all());
        require(
                parts.applications().gathering().isEmpty(),
                () -> "applications gather: " + parts.applications().gathering());
        require(
                context.scheduler().waiting() == 0,
                () -> "asks are left: " + context.scheduler().waiting());
        for (Node node : parts.nodes().all()) {
            require(
                    context.scheduler().booked(node.name).equals(new Resources(0, 0)),
                    () -> node + " is booked: " + context.scheduler().booked(node.name));
        }
    }

    /** Whether the master has the container on that node, with a process that runs. */
    public static boolean isRunning(ClusterMaster master, ContainerId id, String node) {
        Container container = master.turns().parts().containers().find(id);
        return container != null && container.node != null && container.node.name.equals(node) && container.ran;
    }

    /** What a master that started from these records would take the ledger for is what this one has. */
    public static void checkReplay(ClusterMaster master, List<JournalRecord> records) {
        JournalImage image = master.turns().context().journal().image();
        JournalImage replayed = JournalImage.of(records);
        require(
                Set.copyOf(replayed.records()).equals(Set.copyOf(image.records())),
                () -> "replayed: " + replayed.records() + ", live: " + image.records());
    }

    private static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }
}
