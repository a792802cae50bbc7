package io.mr3.rm.standalone.agent;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.StopContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All containers of an agent, how many are launched at once, and what is told of them. On the mailbox. */
final class Containers implements ContainerHost {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

    private final Mailbox mailbox;
    private final Tools tools;
    private final NodeCondition condition;
    private final int mostLaunches;
    private final BooleanSupplier masterIsThere;
    private final Map<ContainerId, Container> all = new LinkedHashMap<>();
    private final Set<Container> waiting = new LinkedHashSet<>();
    private final Set<Container> launching = new LinkedHashSet<>();
    private final Set<Container> changed = new LinkedHashSet<>();
    private final ReportLog log = new ReportLog();
    private final Tombstones tombstones = new Tombstones();
    private final Consumer<String> recordsFail;
    /** Names of containers of which something may run; read by steps, too. */
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();

    Containers(
            Mailbox mailbox,
            Tools tools,
            NodeCondition condition,
            int mostLaunches,
            BooleanSupplier masterIsThere,
            Consumer<String> recordsFail) {
        this.mailbox = mailbox;
        this.tools = tools;
        this.condition = condition;
        this.mostLaunches = mostLaunches;
        this.masterIsThere = masterIsThere;
        this.recordsFail = recordsFail;
    }

    /** Takes over what agents before this one have left; {@code settled} once it is known what has become of it. */
    void adopt(Heritage heritage, Runnable settled) {
        heritage.ended().forEach(id -> tombstones.add(unknown(id, "ended under an agent before this one")));
        List<Container> found = new ArrayList<>();
        heritage.records().forEach(record -> found.add(Container.written(this, record)));
        Set<Container> unsettled = new LinkedHashSet<>(found);
        found.forEach(this::add);
        for (Container container : found) {
            container.adopt(() -> {
                unsettled.remove(container);
                if (unsettled.isEmpty()) {
                    settled.run();
                }
            });
        }
        if (found.isEmpty()) {
            settled.run();
        }
    }

    private void add(Container container) {
        inUse.add(container.id().toString());
        all.put(container.id(), container);
    }

    /** Harmless a second time. */
    void launch(Launch order) {
        ContainerId id = ContainerId.of(order.getContainer());
        Container known = all.get(id);
        Optional<ContainerReport> ended = tombstones.find(id);
        if (known != null) {
            log.add(known.report());
            return;
        }
        if (ended.isPresent()) {
            log.add(ended.get().toBuilder());
            return;
        }
        Optional<String> wrong = LaunchCheck.problem(order);
        if (wrong.isPresent()) {
            refuse(order, Cause.LAUNCH_FAILED, wrong.get());
            return;
        }
        Optional<String> noRoom = noRoom(order.getAmount());
        if (noRoom.isPresent()) {
            refuse(order, Cause.BUSY, noRoom.get());
            return;
        }
        Container container = Container.ordered(this, order);
        add(container);
        container.accept();
    }

    private Optional<String> noRoom(Amount asked) {
        if (!condition.acceptsWork()) {
            return Optional.of("the node takes no work: " + String.join("; ", condition.reasons()));
        }
        long memory = asked.getMemoryMb();
        long cores = asked.getCores();
        for (Container container : all.values()) {
            memory += container.hasEnded() ? 0 : container.amount().getMemoryMb();
            cores += container.hasEnded() ? 0 : container.amount().getCores();
        }
        Amount total = condition.total();
        return memory <= total.getMemoryMb() && cores <= total.getCores()
                ? Optional.empty()
                : Optional.of("the node has " + total.getMemoryMb() + " MB and " + total.getCores()
                        + " cores, with this one " + memory + " MB and " + cores + " cores would be taken");
    }

    private void refuse(Launch order, Cause cause, String why) {
        LOG.warn("{} is refused: {}", ContainerId.of(order.getContainer()), why);
        log.add(ContainerReport.newBuilder()
                .setContainer(order.getContainer())
                .setPhase(ContainerPhase.REFUSED)
                .setAmount(order.getAmount())
                .setAttempt(1)
                .setEnd(ContainerEnds.of(cause, why)));
    }

    void stop(StopContainer order) {
        ContainerId id = ContainerId.of(order.getContainer());
        stop(id, "ended by an order", Duration.ofMillis(Math.max(0, order.getGraceMs())));
    }

    private void stop(ContainerId id, String why, Duration grace) {
        Container container = all.get(id);
        if (container != null) {
            container.stop(Cause.KILLED, why, grace);
            return;
        }
        log.add(tombstones
                .find(id)
                .map(ContainerReport::toBuilder)
                .orElseGet(() -> unknown(id, "not known to this node").toBuilder()));
    }

    private static ContainerReport unknown(ContainerId id, String why) {
        return ContainerReport.newBuilder()
                .setContainer(id.toMessage())
                .setPhase(ContainerPhase.ENDED)
                .setEnd(ContainerEnds.of(Cause.CAUSE_UNKNOWN, why))
                .build();
    }

    /** Has the JVM of a container print its threads into the container's output. */
    void dumpThreads(ContainerId id) {
        Container container = all.get(id);
        if (container == null || container.running().isEmpty()) {
            LOG.warn("no thread dump of {}: it does not run here", id);
        } else {
            container.dumpThreads();
        }
    }

    /** Containers that the master does not want; those that are not here need no answer. */
    void killUnwanted(Collection<ContainerId> unwanted, Duration grace) {
        for (ContainerId id : unwanted) {
            Container container = all.get(id);
            if (container != null && !container.hasEnded()) {
                container.stop(Cause.KILLED, "the master does not want it", grace);
            }
        }
    }

    /** A container may not run on; unknown ones are none. */
    void kill(ContainerId id, Cause cause, String why) {
        Container container = all.get(id);
        if (container != null) {
            container.stop(cause, why, Duration.ZERO);
        }
    }

    void purge(String application) {
        List<Container> its = all.values().stream()
                .filter(container -> container.id().application().equals(application))
                .filter(container -> !container.hasEnded())
                .toList();
        its.forEach(container -> container.stop(Cause.KILLED, "its application has ended", Duration.ZERO));
        tools.steps().attempt("clearing what " + application + " has left", () -> tools.workplace()
                .clearLeftOvers(inUse::contains, application::equals));
    }

    /** Kills every container. */
    void killAll(String why) {
        List.copyOf(all.values()).stream()
                .filter(container -> !container.hasEnded())
                .forEach(container -> container.stop(Cause.KILLED, why, Duration.ZERO));
    }

    boolean areAllOver() {
        return all.values().stream().allMatch(Container::isOver);
    }

    /** Everything is forgotten, on the disk as well; only after all have ended. {@code then} runs when it is. */
    void forgetAll(Runnable then) {
        List<ContainerId> ids = List.copyOf(all.keySet());
        all.clear();
        waiting.clear();
        changed.clear();
        inUse.clear();
        tools.steps()
                .run(
                        () -> {
                            for (ContainerId id : ids) {
                                tools.records().delete(id);
                                tools.processes().forget(id);
                            }
                            return ids;
                        },
                        done -> then.run(),
                        failure -> {
                            LOG.warn("not all of the containers' records could be deleted: {}", failure.getMessage());
                            then.run();
                        });
    }

    /** The processes that run. */
    List<Running> running() {
        return all.values().stream()
                .flatMap(container -> container.running().stream())
                .toList();
    }

    /** Those that run with a working directory on {@code disk}, and are not to end. */
    List<Running> runningOn(Path disk) {
        return all.values().stream()
                .filter(container -> !container.isToEnd())
                .filter(container -> container
                        .directory()
                        .equals(Optional.of(tools.workplace().directory(disk, container.id()))))
                .flatMap(container -> container.running().stream())
                .toList();
    }

    /** Working directories of those that run. */
    List<Path> directories() {
        return all.values().stream()
                .filter(container -> !container.hasEnded())
                .flatMap(container -> container.directory().stream())
                .toList();
    }

    /** Says of a name whether something of that container may run; from any thread. */
    Set<String> inUse() {
        return inUse;
    }

    void seen(Map<ContainerId, Sight> sights, List<Running> lookedAt) {
        for (Running running : lookedAt) {
            Sight sight = sights.get(running.id());
            Container container = all.get(running.id());
            if (sight != null && container != null) {
                container.seen(running.start(), sight);
            }
        }
    }

    void measured(Map<ContainerId, Long> memory) {
        memory.forEach((id, megabytes) -> {
            if (all.containsKey(id)) {
                all.get(id).uses(megabytes);
            }
        });
    }

    /** What each container asked for, of those that run. */
    Map<ContainerId, Long> limitsMb() {
        Map<ContainerId, Long> limits = new LinkedHashMap<>();
        for (Container container : all.values()) {
            if (container.running().isPresent()) {
                limits.put(container.id(), (long) container.amount().getMemoryMb());
            }
        }
        return limits;
    }

    /** All containers as they are, and what else was not acknowledged, with the numbers of the reports. */
    List<ContainerReport> everything() {
        all.values().forEach(container -> log.add(container.report()));
        changed.clear();
        log.sendAgain();
        return log.pending();
    }

    /** All containers as they are now, for people. */
    List<ContainerReport> view() {
        return all.values().stream()
                .map(container -> container.report().build())
                .toList();
    }

    /** Processes may be started again. */
    void masterIsBack() {
        launchWaiting();
    }

    /** What the master has not heard on this connection; once per turn. */
    List<ContainerReport> takeNews() {
        changed.forEach(container -> log.add(container.report()));
        changed.clear();
        return log.takeUnsent();
    }

    void acknowledged(long upTo) {
        for (ContainerId id : log.acknowledge(upTo)) {
            Container container = all.get(id);
            if (container != null && container.isOver() && !changed.contains(container)) {
                tombstones.add(container.report().build());
                forget(container);
            }
        }
    }

    private void forget(Container container) {
        ContainerId id = container.id();
        all.remove(id);
        waiting.remove(container);
        inUse.remove(id.toString());
        tools.steps().attempt("forgetting " + id, () -> {
            tools.records().delete(id);
            tools.processes().forget(id);
        });
    }

    @Override
    public Tools tools() {
        return tools;
    }

    @Override
    public void post(Runnable message) {
        mailbox.post(message);
    }

    @Override
    public void after(Duration delay, Runnable message) {
        mailbox.after(delay, message);
    }

    @Override
    public long nanoTime() {
        return mailbox.nanoTime();
    }

    @Override
    public Optional<Path> disk() {
        return condition.bestDisk();
    }

    @Override
    public boolean mayStart() {
        return masterIsThere.getAsBoolean();
    }

    @Override
    public void wantsLaunch(Container container) {
        waiting.add(container);
        launchWaiting();
    }

    @Override
    public void recordsFail(String why) {
        recordsFail.accept(why);
    }

    @Override
    public void launchOver(Container container) {
        launching.remove(container);
        mailbox.post(this::launchWaiting);
    }

    private void launchWaiting() {
        while (mayStart() && launching.size() < mostLaunches && !waiting.isEmpty()) {
            Container next = waiting.iterator().next();
            waiting.remove(next);
            if (next.launch()) {
                launching.add(next);
            }
        }
    }

    @Override
    public void changed(Container container) {
        changed.add(container);
    }
}
