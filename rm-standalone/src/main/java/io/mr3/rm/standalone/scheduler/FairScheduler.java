package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.view.QueueView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Queues with guaranteed and largest shares, applications that share each queue fairly or one after the other, nodes chosen to
 * spread or to pack. Nothing that is granted is taken away for a share. The same calls in the same order give the same
 * placements.
 */
public final class FairScheduler implements Scheduler {
    private final ClusterState state;
    private final Map<String, Applicant> applicants = new HashMap<>();
    /** Whether something that blocked asks may wait for has changed since the last pass. */
    private boolean isLooser;

    private FairScheduler(SchedulerSettings settings) {
        this.state = new ClusterState(settings);
    }

    /** One that knows no nodes and no applications yet. */
    public static FairScheduler of(SchedulerSettings settings) {
        return new FairScheduler(settings);
    }

    @Override
    public void node(NodeSpace node) {
        BookedNode known = state.nodes().node(node.node());
        if (!node.equals(known.space())) {
            state.nodes().update(node);
            state.reservations().review();
            isLooser = true;
        }
    }

    @Override
    public void nodeGone(String node) {
        state.nodes().find(node).filter(BookedNode::isThere).ifPresent(known -> {
            state.launches().forget(known);
            state.nodes().gone(known);
            state.reservations().review();
            isLooser = true;
        });
    }

    @Override
    public void application(String application, String queue, String user, long order) {
        ShareQueue entered = state.queue(queue);
        if (entered == null || !entered.isLeaf()) {
            throw new IllegalArgumentException(application + ": expected one of the queues "
                    + state.queues().stream()
                            .filter(ShareQueue::isLeaf)
                            .map(known -> known.settings().name())
                            .toList()
                    + ", got " + queue);
        }
        Applicant applicant = applicant(application);
        List<Ask> waiting = takeAsks(applicant);
        if (applicant.queue() != null) {
            applicant.queue().leave(applicant);
        }
        applicant.register(entered, user, order);
        entered.enter(applicant);
        waiting.forEach(ask -> state.asks().add(applicant, ask));
        isLooser = true;
    }

    @Override
    public void applicationGone(String application) {
        Applicant applicant = applicants.get(application);
        if (applicant != null && applicant.isRegistered()) {
            takeAsks(applicant);
            applicant.unregister();
            applicant.avoid(Set.of());
            applicant.constrain(PlacementConstraints.NONE);
            applicant.queue().end(applicant);
            forgetIfEmpty(applicant);
            isLooser = true;
        }
    }

    private List<Ask> takeAsks(Applicant applicant) {
        state.reservations().drop(applicant);
        return state.asks().of(applicant).stream()
                .flatMap(container -> state.asks().remove(container).stream())
                .toList();
    }

    @Override
    public void avoid(String application, Set<String> hosts) {
        registered(application).avoid(hosts);
        state.reservations().review();
        isLooser = true;
    }

    @Override
    public void constrain(String application, PlacementConstraints constraints) {
        registered(application).constrain(constraints);
        state.reservations().review();
        isLooser = true;
    }

    @Override
    public void ask(Ask ask) {
        Applicant applicant = registered(ask.container().application());
        if (state.ledger().holds(ask.container())) {
            throw new IllegalArgumentException(ask.container() + ": expected a container that has no node yet");
        }
        withdraw(ask.container());
        state.asks().add(applicant, ask);
    }

    @Override
    public void withdraw(ContainerId container) {
        if (state.asks().remove(container).isPresent()) {
            isLooser |= state.reservations().dropFor(applicants.get(container.application()), container);
        }
    }

    @Override
    public void adopt(ContainerId container, String node, Resources amount) {
        withdraw(container);
        state.ledger()
                .book(
                        container,
                        applicant(container.application()),
                        state.nodes().node(node),
                        amount);
        state.reservations().review();
        isLooser = true;
    }

    @Override
    public void free(ContainerId container) {
        if (state.ledger().free(container)) {
            forgetIfEmpty(applicants.get(container.application()));
            isLooser = true;
        }
    }

    @Override
    public List<Placement> pass(long nanoTime) {
        isLooser |= state.launches().lift(nanoTime);
        isLooser |= state.reservations().expire(nanoTime);
        if (isLooser) {
            state.asks().wakeAll();
        } else {
            state.asks().wakeDue(nanoTime);
        }
        isLooser = false;
        return state.asks().hasActive() ? new Pass(state, nanoTime).run() : List.of();
    }

    @Override
    public OptionalLong nextPass() {
        if (!state.asks().hasBlocked()) {
            return OptionalLong.empty();
        }
        return Stream.of(
                        state.asks().nextRetry(),
                        state.launches().next(),
                        state.reservations().next())
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    @Override
    public Resources largest() {
        return state.nodes().largest().orElse(new Resources(0, 0));
    }

    @Override
    public Optional<String> refusal(String application, Resources amount) {
        if (state.nodes().open() == 0) {
            return Optional.empty();
        }
        Applicant applicant = applicants.get(application);
        Optional<String> byNodes = applicant == null || applicant.labels().isEmpty()
                ? state.nodes().refusal(amount)
                : state.nodes().refusal(amount, applicant);
        if (byNodes.isPresent()) {
            return byNodes;
        }
        return applicant == null || applicant.queue() == null
                ? Optional.empty()
                : applicant.queue().refusal(amount, state.nodes().cluster());
    }

    @Override
    public Resources booked(String node) {
        return state.nodes().find(node).map(BookedNode::booked).orElse(new Resources(0, 0));
    }

    @Override
    public int waiting() {
        return state.asks().size();
    }

    @Override
    public List<QueueView> queues() {
        return state.queues().stream().map(ShareQueue::view).toList();
    }

    @Override
    public void reload(List<QueueSettings> queues) {
        state.reload(queues);
        isLooser = true;
    }

    @Override
    public boolean hasQueue(String queue) {
        return state.queue(queue) != null && state.queue(queue).isLeaf();
    }

    /** Nodes that are kept free for an ask, for tests. */
    List<Reservations.Reservation> reservations() {
        return state.reservations().all();
    }

    private Applicant applicant(String id) {
        return applicants.computeIfAbsent(id, Applicant::new);
    }

    private Applicant registered(String application) {
        Applicant applicant = applicants.get(application);
        if (applicant == null || !applicant.isRegistered()) {
            throw new IllegalArgumentException(application + ": expected an application that is known");
        }
        return applicant;
    }

    private void forgetIfEmpty(Applicant applicant) {
        if (!applicant.isRegistered() && applicant.holdsNothing()) {
            applicants.remove(applicant.id());
        }
    }
}
