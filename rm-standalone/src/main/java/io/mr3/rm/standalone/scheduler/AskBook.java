package io.mr3.rm.standalone.scheduler;

import io.mr3.rm.standalone.ContainerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What waits. A group of alike asks is active, to be looked at in the next pass, or blocked: it was looked at, and nothing it
 * waits for has changed since. So a pass costs what has changed, not what waits.
 */
final class AskBook {
    private record Retry(AskGroup group, long at) {}

    private final Map<ContainerId, Waiting> byContainer = new HashMap<>();
    private final Set<AskGroup> blocked = new LinkedHashSet<>();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>(Comparator.comparingLong(Retry::at));
    private int active;

    private record Waiting(AskGroup group, Ask ask) {}

    /** Adds an ask; where it joins a blocked group as its youngest, it is blocked as well. */
    void add(Applicant applicant, Ask ask) {
        AskGroup group = applicant.groups().computeIfAbsent(AskKey.of(ask), key -> new AskGroup(applicant, key));
        boolean isNew = group.isEmpty();
        Ask before = isNew ? null : group.head();
        change(group, () -> group.add(ask));
        byContainer.put(ask.container(), new Waiting(group, ask));
        applicant.queue().asks(ask.amount());
        if (group.isBlocked() && !group.head().equals(before)) {
            wake(group);
        }
    }

    /** Takes out an ask, granted or not wanted any more. */
    Optional<Ask> remove(ContainerId container) {
        Waiting waiting = byContainer.remove(container);
        if (waiting == null) {
            return Optional.empty();
        }
        AskGroup group = waiting.group;
        change(group, () -> group.remove(waiting.ask));
        group.applicant().queue().asksNoMore(waiting.ask.amount());
        return Optional.of(waiting.ask);
    }

    /** Asks of an application that wait. */
    List<ContainerId> of(Applicant applicant) {
        List<ContainerId> all = new ArrayList<>();
        applicant.groups().values().forEach(group -> group.forEach(ask -> all.add(ask.container())));
        return all;
    }

    /** The group has to wait for a change, or for that time. */
    void block(AskGroup group, long retryAt) {
        deactivate(group);
        group.block(retryAt);
        blocked.add(group);
        if (retryAt != Long.MAX_VALUE) {
            retries.add(new Retry(group, retryAt));
        }
    }

    /** Everything may be different: all groups are looked at again. */
    void wakeAll() {
        blocked.forEach(group -> {
            group.unblock();
            activate(group);
        });
        blocked.clear();
        retries.clear();
    }

    /** Groups whose time has come are looked at again. */
    void wakeDue(long now) {
        while (nextRetry().orElse(Long.MAX_VALUE) <= now && !retries.isEmpty()) {
            wake(retries.remove().group);
        }
    }

    /** When a blocked group is due. */
    OptionalLong nextRetry() {
        while (!retries.isEmpty()) {
            Retry next = retries.peek();
            if (next.group.isBlocked() && next.group.retryAt() == next.at) {
                return OptionalLong.of(next.at);
            }
            retries.remove();
        }
        return OptionalLong.empty();
    }

    boolean hasBlocked() {
        return !blocked.isEmpty();
    }

    boolean hasActive() {
        return active > 0;
    }

    boolean isWaiting(ContainerId container) {
        return byContainer.containsKey(container);
    }

    int size() {
        return byContainer.size();
    }

    private void wake(AskGroup group) {
        blocked.remove(group);
        group.unblock();
        activate(group);
    }

    /** Its place among the active ones depends on its head, so it leaves them meanwhile. */
    private void change(AskGroup group, Runnable change) {
        boolean wasBlocked = group.isBlocked();
        if (!wasBlocked && !group.isEmpty()) {
            deactivate(group);
        }
        change.run();
        if (group.isEmpty()) {
            blocked.remove(group);
            group.unblock();
            group.applicant().groups().remove(group.key());
        } else if (!wasBlocked) {
            activate(group);
        }
    }

    private void activate(AskGroup group) {
        Applicant applicant = group.applicant();
        if (applicant.active().add(group)) {
            active++;
            applicant.queue().active().add(applicant);
        }
    }

    private void deactivate(AskGroup group) {
        Applicant applicant = group.applicant();
        if (applicant.active().remove(group)) {
            active--;
            if (applicant.active().isEmpty()) {
                applicant.queue().active().remove(applicant);
            }
        }
    }
}
