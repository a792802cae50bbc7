package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.view.QueueView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A queue: its applications, what they hold together and what they wait for. */
final class ShareQueue {
    private static final Tally NOTHING = new Tally();

    private final Tally used = new Tally();
    private final Map<String, Tally> usedByUser = new HashMap<>();
    private final Tally asked = new Tally();
    private final TreeSet<Applicant> applications = new TreeSet<>(Applicant.BY_ORDER);
    private final TreeSet<Applicant> active = new TreeSet<>(Applicant.BY_ORDER);
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

    /** Whether there are applications in it, or workers of some that have ended. */
    boolean isInUse() {
        return !applications.isEmpty() || !used.isEmpty();
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
        asked.add(amount);
        waiting++;
    }

    void asksNoMore(Resources amount) {
        asked.remove(amount);
        waiting--;
    }

    /** Counts what an application of this queue holds, which may have ended. */
    void holds(Applicant applicant, Resources amount) {
        used.add(amount);
        ofUser(applicant).add(amount);
    }

    void holdsNoMore(Applicant applicant, Resources amount) {
        used.remove(amount);
        ofUser(applicant).remove(amount);
        forgetUser(applicant);
    }

    /** The application is in this queue from now on, with what it holds. */
    void enter(Applicant applicant) {
        used.add(applicant.used());
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
        used.remove(applicant.used());
        ofUser(applicant).remove(applicant.used());
        forgetUser(applicant);
    }

    /** Whether that is within what the queue, and this user in it, may have. */
    boolean allows(Applicant applicant, Resources amount, Tally cluster) {
        return used.leavesRoom(amount, settings.most(), cluster)
                && usedBy(applicant.user()).leavesRoom(amount, settings.userMost(), cluster);
    }

    /** Why that can never be granted here, however empty the cluster. */
    Optional<String> refusal(Resources amount, Tally cluster) {
        double most = Math.min(settings.most(), settings.userMost());
        return NOTHING.leavesRoom(amount, most, cluster)
                ? Optional.empty()
                : Optional.of("expected a worker within " + most * 100 + " % of the cluster, of " + cluster
                        + ", that an application in queue " + settings.name() + " may have, got " + amount);
    }

    QueueView view() {
        return new QueueView(
                settings.name(),
                settings.guaranteed(),
                settings.most(),
                settings.weight(),
                applications.size(),
                waiting,
                used.memoryMb(),
                used.cores());
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
