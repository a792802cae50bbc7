package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.view.QueueView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * A queue: its applications, what they hold together and what they wait for; or queues, and the same of all that are in them.
 */
final class ShareQueue {
    private static final Tally NOTHING = new Tally();

    private final Tally used = new Tally();
    private final Map<String, Tally> usedByUser = new HashMap<>();
    private final Tally asked = new Tally();
    private final TreeSet<Applicant> applications = new TreeSet<>(Applicant.BY_ORDER);
    private final TreeSet<Applicant> active = new TreeSet<>(Applicant.BY_ORDER);
    /** Those in it, in the order of the settings; none, if it has applications. */
    private final List<ShareQueue> queues = new ArrayList<>();

    /** The one that it is in; null for none. */
    private ShareQueue parent;

    private QueueSettings settings;
    private int waiting;

    ShareQueue(QueueSettings settings) {
        this.settings = settings;
    }

    QueueSettings settings() {
        return settings;
    }

    void change(QueueSettings now) {
        settings = now;
        admit();
    }

    /** It is in no other, and none is in it. */
    void detach() {
        if (!isLeaf()) {
            used.clear();
            asked.clear();
            queues.clear();
        }
        parent = null;
    }

    /** It is in {@code other} from now on, with all that is in it. */
    void attach(ShareQueue other) {
        parent = other;
        other.queues.add(this);
        each(parent, above -> {
            above.used.add(used);
            above.asked.add(asked);
        });
    }

    /** Does it for the queue and all that it is in. */
    private static void each(ShareQueue first, Consumer<ShareQueue> deed) {
        for (ShareQueue queue = first; queue != null; queue = queue.parent) {
            deed.accept(queue);
        }
    }

    /** Whether applications may be in it, and no queue is. */
    boolean isLeaf() {
        return queues.isEmpty();
    }

    /** Those in it, in the order of the settings. */
    List<ShareQueue> queues() {
        return queues;
    }

    /** Null if it is in none. */
    ShareQueue parent() {
        return parent;
    }

    /** Whether there are applications in it, or workers of some that have ended. */
    boolean isInUse() {
        return isLeaf() && (!applications.isEmpty() || !used.isEmpty());
    }

    Tally used() {
        return used;
    }

    /** What applications of that user in it hold, also those that have ended. */
    Tally usedBy(String user) {
        return usedByUser.getOrDefault(user, NOTHING);
    }

    /** What waits, altogether. */
    Tally asked() {
        return asked;
    }

    /** Applications to be looked at in the next pass. */
    TreeSet<Applicant> active() {
        return active;
    }

    void asks(Resources amount) {
        each(this, queue -> queue.asked.add(amount));
        waiting++;
    }

    void asksNoMore(Resources amount) {
        each(this, queue -> queue.asked.remove(amount));
        waiting--;
    }

    /** Counts what an application of this queue holds, which may have ended. */
    void holds(Applicant applicant, Resources amount) {
        each(this, queue -> queue.used.add(amount));
        ofUser(applicant).add(amount);
    }

    void holdsNoMore(Applicant applicant, Resources amount) {
        each(this, queue -> queue.used.remove(amount));
        ofUser(applicant).remove(amount);
        forgetUser(applicant);
    }

    /** The application is in this queue from now on, with what it holds. */
    void enter(Applicant applicant) {
        each(this, queue -> queue.used.add(applicant.used()));
        ofUser(applicant).add(applicant.used());
        forgetUser(applicant);
        applications.add(applicant);
        admit();
    }

    /** The application asks no more; what it holds counts on. */
    void end(Applicant applicant) {
        applications.remove(applicant);
        admit();
    }

    /** The application is in another queue from now on. */
    void leave(Applicant applicant) {
        end(applicant);
        each(this, queue -> queue.used.remove(applicant.used()));
        ofUser(applicant).remove(applicant.used());
        forgetUser(applicant);
    }

    /** Whether that is within what the queue, all that it is in, and this user in it may have. */
    boolean allows(Applicant applicant, Resources amount, Tally cluster) {
        for (ShareQueue queue = this; queue != null; queue = queue.parent) {
            if (!queue.used.leavesRoom(amount, queue.settings.most(), cluster)) {
                return false;
            }
        }
        return usedBy(applicant.user()).leavesRoom(amount, settings.userMost(), cluster);
    }

    /** Why that can never be granted here, however empty the cluster. */
    Optional<String> refusal(Resources amount, Tally cluster) {
        double most = settings.userMost();
        for (ShareQueue queue = this; queue != null; queue = queue.parent) {
            most = Math.min(most, queue.settings.most());
        }
        return NOTHING.leavesRoom(amount, most, cluster)
                ? Optional.empty()
                : Optional.of("expected a worker within " + most * 100 + " % of the cluster, of " + cluster
                        + ", that an application in queue " + settings.name() + " may have, got " + amount);
    }

    QueueView view() {
        return new QueueView(
                settings.name(),
                settings.parent(),
                settings.guaranteed(),
                settings.most(),
                settings.weight(),
                sum(queue -> queue.applications.size()),
                sum(queue -> queue.waiting),
                used.memoryMb(),
                used.cores());
    }

    private int sum(ToIntFunction<ShareQueue> figure) {
        return figure.applyAsInt(this)
                + queues.stream().mapToInt(queue -> queue.sum(figure)).sum();
    }

    private void admit() {
        int admitted = 0;
        Map<String, Integer> byUser = new HashMap<>();
        for (Applicant applicant : applications) {
            int ofUser = byUser.getOrDefault(applicant.user(), 0);
            boolean fits = admitted < settings.maxApplications() && ofUser < settings.userMaxApplications();
            applicant.admit(fits);
            if (fits) {
                admitted++;
                byUser.put(applicant.user(), ofUser + 1);
            }
        }
    }

    private Tally ofUser(Applicant applicant) {
        return usedByUser.computeIfAbsent(applicant.user(), user -> new Tally());
    }

    private void forgetUser(Applicant applicant) {
        if (ofUser(applicant).isEmpty()) {
            usedByUser.remove(applicant.user());
        }
    }
}
