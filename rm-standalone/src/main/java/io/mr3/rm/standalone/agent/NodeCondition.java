package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.agent.DiskMark.Fullness;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.DiskUsage;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node offers, whether it takes new containers, and why not. On the mailbox. */
final class NodeCondition {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCondition.class);

    private final DiskLimits limits;
    private final Map<Path, Disk> disks = new LinkedHashMap<>();
    /** What programs complain of. */
    private final Map<Path, String> complaints = new TreeMap<>();

    private final ReportedFigures figures;
    /** What all containers may hold together. */
    private Amount total;

    private boolean draining;
    private boolean ending;
    private Usage usage = Usage.getDefaultInstance();

    /** A directory as it was seen last. */
    private record Disk(DiskState state, String problem, Fullness first, Fullness last) {
        static final Disk UNKNOWN = new Disk(new DiskState(0, 0, ""), "", Fullness.NONE, Fullness.NONE);

        boolean isGood() {
            return problem.isEmpty();
        }
    }

    /**
     * Knows of nothing yet.
     *
     * @param total what all containers may hold together
     * @param programs whose figures are shown, in that order
     */
    NodeCondition(DiskLimits limits, Amount total, List<Path> programs) {
        this.limits = limits;
        this.total = total;
        this.figures = new ReportedFigures(programs);
    }

    /** What all containers may hold together. */
    Amount total() {
        return total;
    }

    /** It offers that from now on; what is 0 stays as it is. */
    void resize(Amount wanted) {
        total = Amount.newBuilder(total).mergeFrom(wanted).build();
        LOG.info("an operator has the node offer {} MB and {} cores", total.getMemoryMb(), total.getCores());
    }

    void disk(Path directory, DiskState state) {
        Disk before = disks.getOrDefault(directory, Disk.UNKNOWN);
        Fullness first = limits.first().of(state, before.first());
        Fullness last = limits.last().of(state, before.last());
        String problem = Stream.of(state.problem(), first.problem(), last.problem())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        put(directory, new Disk(state, problem, first, last));
    }

    /** A check of it has not come back. */
    void diskIsLate(Path directory) {
        Disk before = disks.getOrDefault(directory, Disk.UNKNOWN);
        put(directory, new Disk(before.state(), "does not answer", before.first(), before.last()));
    }

    private void put(Path directory, Disk disk) {
        Disk before = disks.put(directory, disk);
        if (!disk.isGood() && (before == null || !before.problem().equals(disk.problem()))) {
            LOG.warn("directory {} is left out: {}", directory, disk.problem());
        } else if (disk.isGood() && before != null && !before.isGood()) {
            LOG.info("directory {} is good again", directory);
        }
    }

    /** Why containers on that disk must end to make room; empty if they need not. */
    Optional<String> endsWork(Path directory) {
        String problem = disks.getOrDefault(directory, Disk.UNKNOWN).last().problem();
        return problem.isEmpty() ? Optional.empty() : Optional.of("directory " + directory + " " + problem);
    }

    /** What a run of a health program came to. */
    void programSaid(Path program, HealthReport report) {
        complaint(program, report.complaint());
        figures.said(program, report).forEach(LOG::warn);
    }

    /** What is wrong with a directory or as a program says; empty if all is well. */
    void complaint(Path program, String text) {
        if (text.isEmpty()) {
            complaints.remove(program);
        } else if (!text.equals(complaints.put(program, text))) {
            LOG.warn("the node is not well: {}", text);
        }
    }

    void drain(boolean on) {
        draining = on;
    }

    void end() {
        ending = true;
    }

    void usage(Usage measured) {
        usage = measured;
    }

    boolean acceptsWork() {
        return isHealthy() && !draining && !ending;
    }

    private boolean isHealthy() {
        return complaints.isEmpty() && disks.values().stream().anyMatch(Disk::isGood);
    }

    /** Why it takes no work, one line each; empty if it does. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (disks.values().stream().noneMatch(Disk::isGood)) {
            disks.forEach((directory, disk) -> reasons.add("directory " + directory + ": " + disk.problem()));
        }
        reasons.addAll(complaints.values());
        if (draining) {
            reasons.add("drains");
        }
        if (ending) {
            reasons.add("ends");
        }
        return reasons;
    }

    /** Whether it was good when it was looked at last. */
    boolean isGood(Path directory) {
        return disks.getOrDefault(directory, Disk.UNKNOWN).isGood();
    }

    /** Where there is most space. */
    Optional<Path> bestDisk() {
        return disks.entrySet().stream()
                .filter(disk -> disk.getValue().isGood())
                .max(Comparator.comparingLong(disk -> disk.getValue().state().freeMb()))
                .map(Map.Entry::getKey);
    }

    /** All of it. */
    NodeStatus status() {
        Usage.Builder used = usage.toBuilder();
        if (!figures.shown().isEmpty()) {
            used.putAllReported(figures.shown());
        }
        disks.forEach((directory, disk) -> used.addDisks(DiskUsage.newBuilder()
                .setDirectory(directory.toString())
                .setFreeMb(disk.state().freeMb())
                .setTotalMb(disk.state().totalMb())
                .setProblem(disk.problem())));
        return NodeStatus.newBuilder()
                .setAcceptsWork(acceptsWork())
                .addAllReasons(reasons())
                .setHealthy(isHealthy())
                .setUsage(used)
                .setTotal(total)
                .build();
    }
}
