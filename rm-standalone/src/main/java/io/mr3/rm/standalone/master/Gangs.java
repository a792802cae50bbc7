package io.mr3.rm.standalone.master;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applications of which fewer workers than so many are of no use when they begin: what is granted to one is held until there is
 * room for so many, or for all that it asks for, and is then launched together. One of them at a time is granted anything, so
 * that no two wait for what the other holds; one that could not be served in time gives everything back, and others have
 * their turn before its next. On the master's mailbox alone.
 */
final class Gangs {
    private static final Logger LOG = LoggerFactory.getLogger(Gangs.class);

    private final MasterContext context;
    private final Applications applications;
    private final Containers containers;

    /** Whose turn it is; null if nobody wants one. */
    private Application current;

    /** Since when its turn counts. */
    private long since;

    Gangs(MasterContext context, Applications applications, Containers containers) {
        this.context = context;
        this.applications = applications;
        this.containers = containers;
    }

    /** At the end of each turn of the mailbox, before anything is granted. */
    void look() {
        if (current != null && isServed(current)) {
            current = null;
        }
        for (Application next = next(); current == null && next != null; next = next()) {
            if (!isServed(next)) {
                begin(next);
            }
        }
    }

    /** Each second: a turn has an end. */
    void sweep() {
        if (current == null || isServed(current)) {
            return;
        }
        boolean isInNobodysWay =
                current.placed() == 0 && applications.gathering().size() == 1;
        if (isInNobodysWay) {
            since = context.now();
        } else if (context.isOver(since, hold())) {
            end(current);
        }
    }

    private Application next() {
        for (Application application : applications.gathering()) {
            if (application.nextTurn <= context.now()) {
                return application;
            }
        }
        return null;
    }

    private void begin(Application application) {
        current = application;
        since = context.now();
        application.waitsForTurn = false;
        containers.askWaiting(application);
    }

    /** Launches what was held if that is enough. Whether the application needs no turn any more. */
    private boolean isServed(Application application) {
        if (!application.hasEnded() && !application.hasEnough()) {
            return false;
        }
        applications.gathering().remove(application);
        application.gathered |= application.placed() >= application.facts.getLeastWorkers();
        application.waitsForTurn = !application.gathered;
        containers.launchHeld(application);
        return true;
    }

    private void end(Application application) {
        LOG.info(
                "{}: room for {} of {} workers, which it needs together, came within {} ms: it is given back",
                application,
                application.placed(),
                application.facts.getLeastWorkers(),
                hold().toMillis());
        current = null;
        application.waitsForTurn = true;
        application.nextTurn = context.now() + hold().toNanos();
        containers.withholdWaiting(application);
        containers.giveBack(application);
        applications.gathering().remove(application);
        applications.gathering().add(application);
    }

    private Duration hold() {
        return context.settings().gangHold();
    }
}
