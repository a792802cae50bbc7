package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Node;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rpc.proto.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets workers for the groups of a DAGAppMaster; the only caller of the resource manager's driver. Groups declare how
 * many workers they need; whenever something changes the broker compares that with what exists and asks for, takes back
 * or gives back the difference. Failed starts are tried again after waits that double.
 *
 * <p>Public methods only post; from any thread.
 */
public final class ContainerBroker implements WorkerSupply, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerBroker.class);

    /** How long a request may wait before idle workers of other groups make room for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Mailbox mailbox;
    private final BrokerSettings settings;
    private final WorkerService service;
    private final SupplyEnd supplyEnd;
    private final ResourceManagerDriver driver;

    private final Map<String, GroupAccount> groups = new LinkedHashMap<>();
    private final Map<WorkerId, GroupAccount> groupOf = new HashMap<>();
    private final Handovers handovers = new Handovers();
    private boolean shortage;
    private boolean impatient;
    private int workersAsked;
    private int registrations;
    /** The same, as others read it. */
    private volatile int allocated;

    private volatile int mostWorkers = Integer.MAX_VALUE;
    private int nodes = 1;
    private boolean registered;
    private boolean finishing;

    /**
     * A broker that has not registered yet.
     *
     * @param makeDriver makes the driver for the broker's mailbox
     * @param service where its workers report for duty
     * @param supplyEnd told when no more workers will come
     */
    public ContainerBroker(
            Mailboxes mailboxes,
            Function<Mailbox, ResourceManagerDriver> makeDriver,
            WorkerService service,
            BrokerSettings settings,
            SupplyEnd supplyEnd) {
        this.mailbox = mailboxes.create("broker", new Turns());
        this.driver = makeDriver.apply(mailbox);
        this.service = service;
        this.settings = settings;
        this.supplyEnd = supplyEnd;
    }

    /** Registers with the resource manager; the future completes on the broker's mailbox. */
    public CompletionStage<Registration> start() {
        CompletableFuture<Registration> started = new CompletableFuture<>();
        mailbox.post(() -> driver.start(new DriverEvents()).whenComplete((registration, failure) -> {
            if (failure != null) {
                started.completeExceptionally(failure);
                return;
            }
            LOG.info("registered with the resource manager: {}", registration);
            registered = true;
            mostWorkers = registration.maxContainers();
            started.complete(registration);
            groups.values().forEach(this::reconcile);
        }));
        return started;
    }

    /**
     * Makes a group known, before it is started.
     *
     * @param kind in groups of an equal kind its workers can go on
     * @param launch how to launch a worker of the group
     */
    public void add(ContainerGroup group, WorkerKind kind, Function<WorkerId, LaunchSpec> launch) {
        add(group.spec(), kind, launch, group.workerEvents(), group.workerIntake());
    }

    void add(
            ContainerGroupSpec group,
            WorkerKind kind,
            Function<WorkerId, LaunchSpec> launch,
            WorkerEvents events,
            WorkerIntake intake) {
        mailbox.post(() -> {
            groups.put(group.name(), new GroupAccount(group, kind, launch, events, intake, settings));
            events.nodes(nodes);
            events.shortage(shortage);
        });
    }

    /** Forgets a group that was stopped, when its last worker has ended. */
    public void remove(ContainerGroup group) {
        mailbox.post(() -> {
            GroupAccount account = groups.get(group.name());
            if (account != null) {
                account.close();
                removeIfOver(account);
            }
        });
    }

    private void removeIfOver(GroupAccount account) {
        if (account.isOver()) {
            groups.remove(account.name());
        }
    }

    @Override
    public void declare(String group, Need need) {
        mailbox.post(() -> {
            GroupAccount account = groups.get(group);
            if (account != null) {
                account.declare(need);
                reconcile(account);
                relieve();
            }
        });
    }

    @Override
    public void handedOver(HandedOver handed, Need need) {
        mailbox.post(() -> finish(handed, need));
    }

    @Override
    public void keeps(WorkerId worker) {
        mailbox.post(() -> {
            Handovers.Handover move = handovers.end(worker);
            if (move != null) {
                move.held().forEach(message -> message.accept(move.from().events()));
            }
        });
    }

    @Override
    public void forward(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders) {
        mailbox.post(() -> tellOwner(worker, events -> events.forwarded(dag, holder, worker, orders)));
    }

    @Override
    public void left(DagId dag, Set<WorkerId> workers) {
        mailbox.post(() -> workers.forEach(worker -> tellOwner(worker, events -> events.left(dag))));
    }

    private void tellOwner(WorkerId worker, Consumer<WorkerEvents> message) {
        GroupAccount owner = groupOf.get(worker);
        if (!handovers.hold(worker, message) && owner != null) {
            message.accept(owner.events());
        }
    }

    @Override
    public void registered(WorkerId worker) {
        mailbox.post(() -> {
            GroupAccount account = groupOf.get(worker);
            if (account != null) {
                account.registered(worker);
                allocated = ++registrations;
            }
        });
    }

    @Override
    public void unfit(WorkerId worker, String reason) {
        mailbox.post(() -> {
            GroupAccount account = groupOf.get(worker);
            if (account != null) {
                account.worker(worker).giveUp(reason);
            }
        });
    }

    /** Workers that have come into service so far; from any thread. */
    public int allocated() {
        return allocated;
    }

    /** Workers that the resource manager runs at once at most, as far as it says; from any thread. */
    public int mostWorkers() {
        return mostWorkers;
    }

    /** Gives back every container and unregisters. */
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        CompletableFuture<Void> finished = new CompletableFuture<>();
        mailbox.post(() -> {
            finishing = true;
            driver.finish(status, diagnostics).whenComplete((done, failure) -> {
                if (failure == null) {
                    finished.complete(null);
                } else {
                    finished.completeExceptionally(failure);
                }
            });
        });
        return finished;
    }

    /** Drops everything at once: no worker on this host runs when this returns. Also from a shutdown hook. */
    @Override
    public void close() {
        mailbox.close();
        driver.close();
    }

    private void reconcile(GroupAccount account) {
        if (!registered || finishing) {
            return;
        }
        NeedReconciler.Difference difference = account.difference();
        difference.toRelease().forEach(driver::release);
        for (WorkerId worker : difference.toCancel()) {
            driver.cancel(worker);
            gone(account, worker, "no longer wanted");
        }
        for (int i = 0; i < difference.toRequest(); i++) {
            WorkerId worker = new WorkerId(++workersAsked);
            account.asked(worker, mailbox.nanoTime());
            groupOf.put(worker, account);
            service.expect(worker, account.intake());
            account.events().requested(worker);
            driver.request(
                    new ContainerRequest(worker, account.name(), account.launch(worker), account.locations(), 0));
        }
    }

    // ---- more wanted than there is

    /**
     * Moves workers to where attempts could run at once. Requests beyond what the resource manager runs at once wait for sure,
     * others may be granted any moment, so these are given some time.
     */
    private void relieve() {
        if (!registered || finishing) {
            return;
        }
        boolean full = groupOf.size() > mostWorkers;
        long since = mailbox.nanoTime() - (full ? 0 : PATIENCE.toNanos());
        boolean isShort = groups.values().stream().anyMatch(account -> account.isShort(since));
        if (isShort != shortage) {
            shortage = isShort;
            groups.values().forEach(account -> account.events().shortage(isShort));
        }
        if (isShort) {
            List<Relief.Party> parties = groups.values().stream()
                    .map(account -> account.party(handovers.to(account)))
                    .toList();
            Relief.moves(parties, handovers.workers()).forEach(this::begin);
        } else if (!impatient && groups.values().stream().anyMatch(account -> account.isShort(mailbox.nanoTime()))) {
            impatient = true;
            mailbox.after(PATIENCE, () -> {
                impatient = false;
                relieve();
            });
        }
    }

    private void begin(Relief.Move move) {
        GroupAccount from = groups.get(move.from());
        LOG.info("{} of group {}: {} for group {}", move.worker(), move.from(), move.way(), move.to());
        handovers.begin(move.worker(), from, groups.get(move.to()), move.way());
        from.events().letGo(move);
    }

    /** The worker is in nobody's pool now. If it has ended meanwhile, or its next group has, it goes back where it came from. */
    private void finish(HandedOver handed, Need need) {
        WorkerId worker = handed.worker().id();
        Handovers.Handover move = handovers.end(worker);
        GroupAccount from = move.from();
        from.declare(need);
        if (move.endedFor() != null) {
            from.events().adopt(handed);
            from.events().ended(worker, move.endedFor());
            return;
        }
        boolean goes = !move.to().isClosed();
        GroupAccount owner = goes ? move.to() : from;
        if (goes) {
            owner.adopt(worker, from.remove(worker));
            groupOf.put(worker, owner);
            owner.lastRequest().ifPresent(request -> {
                driver.cancel(request);
                gone(owner, request, "no longer wanted");
            });
        }
        owner.events().adopt(handed);
        move.held().forEach(message -> message.accept(owner.events()));
        removeIfOver(from);
        reconcile(from);
        relieve();
    }

    private void started(WorkerId worker, AllocatedContainer container) {
        GroupAccount account = groupOf.get(worker);
        if (account == null) {
            return;
        }
        account.worker(worker).started(mailbox.after(settings.startTimeout(), () -> notRegistered(account, worker)));
        account.events().started(worker, container);
        reconcile(account);
    }

    /** The failure is counted when the container has ended, since only then its last lines are known. */
    private void notRegistered(GroupAccount account, WorkerId worker) {
        GroupAccount.Asked asked = account.worker(worker);
        if (asked != null && asked.stage() == GroupAccount.Stage.STARTED) {
            LOG.warn("{} of group {} has not registered in time; it is given back", worker, account.name());
            asked.giveUp(worker + " did not register within "
                    + settings.startTimeout().toSeconds() + " s");
            driver.release(worker);
        }
    }

    private void ended(WorkerId worker, ContainerExit exit) {
        GroupAccount account = groupOf.get(worker);
        if (account == null) {
            return;
        }
        GroupAccount.Asked asked = account.worker(worker);
        String reason = describe(worker, exit);
        if (asked.stage() == GroupAccount.Stage.REGISTERED) {
            gone(account, worker, reason + indented(exit.lastLines()));
        } else if (asked.givenUpFor() != null) {
            startFailed(account, worker, asked.givenUpFor(), exit.lastLines(), false);
        } else if (exit.cause() == ContainerExit.Cause.RELEASED) {
            gone(account, worker, reason);
        } else {
            startFailed(account, worker, reason + " before it registered", exit.lastLines(), false);
        }
    }

    private void startFailed(
            GroupAccount account, WorkerId worker, String reason, List<String> lastLines, boolean forGood) {
        gone(account, worker, reason + indented(lastLines));
        Duration wait = account.startFailed();
        LOG.warn("a worker of group {} failed to start: {}; next try in {}", account.name(), reason, wait);
        account.waitFor(mailbox.after(wait, () -> {
            account.waitIsOver();
            reconcile(account);
        }));
        account.events()
                .startsFail(new StartTrouble(
                        reason, indented(lastLines), account.failures(), forGood || account.isHopeless(), wait));
    }

    private void gone(GroupAccount account, WorkerId worker, String reason) {
        account.remove(worker);
        groupOf.remove(worker);
        service.forget(worker);
        handovers.ended(worker, reason);
        account.events().ended(worker, reason);
        removeIfOver(account);
    }

    private static String describe(WorkerId worker, ContainerExit exit) {
        return switch (exit.cause()) {
            case COMPLETED -> worker + " has ended";
            case RELEASED -> worker + " was given back";
            case PREEMPTED -> worker + " was preempted: " + exit.diagnostics();
            case NODE_LOST -> worker + " is lost with its host: " + exit.diagnostics();
            case DISK_FULL -> worker + " was ended since a disk of its host is full: " + exit.diagnostics();
            case HUNG -> worker + " hung: " + exit.diagnostics();
            case OOM_KILLED -> worker + " took more memory than it had asked for: " + exit.diagnostics();
            case FAILED, UNKNOWN -> worker + " has ended: " + exit.diagnostics();
        };
    }

    private static String indented(List<String> lines) {
        return lines.stream().map(line -> "\n    " + line).collect(Collectors.joining());
    }

    private final class DriverEvents implements ResourceManagerEvents {
        @Override
        public void started(WorkerId worker, AllocatedContainer container) {
            ContainerBroker.this.started(worker, container);
        }

        @Override
        public void requestFailed(WorkerId worker, RequestFailure failure) {
            GroupAccount account = groupOf.get(worker);
            if (account != null) {
                boolean forGood = failure.kind() == RequestFailure.Kind.TOO_LARGE;
                startFailed(account, worker, failure.reason(), failure.lastLines(), forGood);
            }
        }

        @Override
        public void draining(WorkerId worker, String reason) {
            tellOwner(worker, events -> events.draining(worker, reason));
        }

        @Override
        public void ended(WorkerId worker, ContainerExit exit) {
            ContainerBroker.this.ended(worker, exit);
        }

        @Override
        public void nodesChanged(List<Node> now) {
            nodes = Math.max(1, (int) now.stream().map(Node::host).distinct().count());
            groups.values().forEach(account -> account.events().nodes(nodes));
        }

        @Override
        public void shutdownRequested(String reason) {
            supplyEnd.comes("the resource manager ends the application: " + reason, false);
        }

        @Override
        public void fatal(String reason) {
            new ArrayList<>(groupOf.entrySet())
                    .forEach(entry -> gone(entry.getValue(), entry.getKey(), "the resource manager failed: " + reason));
            supplyEnd.comes("the resource manager cannot be used any more: " + reason, true);
        }
    }

    private final class Turns implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {
            // each declaration and each event of the driver is acted upon at once
        }

        @Override
        public void failed(Throwable cause) {
            LOG.error("the container broker failed", cause);
            supplyEnd.comes("the container broker failed: " + cause, true);
        }
    }
}
