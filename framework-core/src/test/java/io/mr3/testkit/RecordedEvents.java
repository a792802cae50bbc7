package io.mr3.testkit;

import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.Node;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a driver said, and every breach of the rules that hold for each single event. */
final class RecordedEvents implements ResourceManagerEvents {
    private final WatchedMailbox mailbox;
    private final Map<WorkerId, AllocatedContainer> started = new ConcurrentHashMap<>();
    private final Map<WorkerId, ContainerExit> ended = new ConcurrentHashMap<>();
    private final Set<WorkerId> draining = ConcurrentHashMap.newKeySet();
    private final Map<WorkerId, RequestFailure> failed = new ConcurrentHashMap<>();
    private final List<List<Node>> nodes = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private volatile boolean inVerb;
    private volatile boolean over;

    RecordedEvents(WatchedMailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Runs a verb on the mailbox's turn; an event from within is a breach. */
    void verb(Runnable call) {
        inVerb = true;
        try {
            call.run();
        } finally {
            inVerb = false;
        }
    }

    /** From here on every event is a breach. */
    void over() {
        over = true;
    }

    AllocatedContainer started(WorkerId worker) {
        return started.get(worker);
    }

    ContainerExit ended(WorkerId worker) {
        return ended.get(worker);
    }

    RequestFailure failed(WorkerId worker) {
        return failed.get(worker);
    }

    int startedCount() {
        return started.size();
    }

    int endedCount() {
        return ended.size();
    }

    boolean names(WorkerId worker) {
        return started.containsKey(worker) || failed.containsKey(worker) || ended.containsKey(worker);
    }

    List<List<Node>> nodes() {
        return nodes;
    }

    List<String> breaches() {
        return new ArrayList<>(breaches);
    }

    @Override
    public void started(WorkerId worker, AllocatedContainer container) {
        check("started " + worker);
        if (failed.containsKey(worker) || started.put(worker, container) != null) {
            breaches.add(worker + " is answered twice");
        }
    }

    @Override
    public void requestFailed(WorkerId worker, RequestFailure failure) {
        check("requestFailed " + worker);
        if (started.containsKey(worker) || failed.put(worker, failure) != null) {
            breaches.add(worker + " is answered twice");
        }
    }

    @Override
    public void draining(WorkerId worker, String reason) {
        check("draining " + worker);
        if (!started.containsKey(worker) || ended.containsKey(worker)) {
            breaches.add(worker + " drains before it started or after it ended");
        }
        if (!draining.add(worker)) {
            breaches.add(worker + " drains twice");
        }
    }

    @Override
    public void ended(WorkerId worker, ContainerExit exit) {
        check("ended " + worker);
        if (!started.containsKey(worker)) {
            breaches.add(worker + " ends before it started");
        }
        if (ended.put(worker, exit) != null) {
            breaches.add(worker + " ends twice");
        }
    }

    @Override
    public void nodesChanged(List<Node> now) {
        check("nodesChanged");
        nodes.add(now);
    }

    @Override
    public void shutdownRequested(String reason) {
        check("shutdownRequested");
    }

    @Override
    public void fatal(String reason) {
        check("fatal");
        breaches.add("fatal: " + reason);
    }

    private void check(String event) {
        if (!mailbox.isCurrent()) {
            breaches.add(event + " came outside the mailbox, on " + Thread.currentThread());
        }
        if (inVerb) {
            breaches.add(event + " came on the stack of a verb");
        }
        if (over) {
            breaches.add(event + " came after the end");
        }
    }
}
