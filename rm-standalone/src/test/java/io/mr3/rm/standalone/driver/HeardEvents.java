package io.mr3.rm.standalone.driver;

import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.Node;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a driver has said; fails at once if it says what it may not. */
final class HeardEvents implements ResourceManagerEvents {
    final Map<Integer, AllocatedContainer> started = new TreeMap<>();
    final Map<Integer, ContainerExit> ended = new TreeMap<>();
    final Map<Integer, String> draining = new TreeMap<>();
    final Map<Integer, RequestFailure> failed = new TreeMap<>();
    final List<List<Node>> nodes = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    private final Set<Integer> silent = new HashSet<>();
    private boolean over;

    /** No event may name the worker any more, unless it was started before. */
    void cancelled(int worker) {
        if (!started.containsKey(worker) && !failed.containsKey(worker)) {
            silent.add(worker);
        }
    }

    /** No event may come any more. */
    void over() {
        over = true;
    }

    /** Started and not ended. */
    Set<Integer> running() {
        Set<Integer> running = new HashSet<>(started.keySet());
        running.removeAll(ended.keySet());
        return running;
    }

    @Override
    public void started(WorkerId worker, AllocatedContainer container) {
        check(
                worker,
                !failed.containsKey(worker.number()) && started.put(worker.number(), container) == null,
                "started");
    }

    @Override
    public void requestFailed(WorkerId worker, RequestFailure failure) {
        check(worker, !started.containsKey(worker.number()) && failed.put(worker.number(), failure) == null, "failed");
    }

    @Override
    public void draining(WorkerId worker, String reason) {
        check(
                worker,
                started.containsKey(worker.number())
                        && !ended.containsKey(worker.number())
                        && draining.put(worker.number(), reason) == null,
                "drains");
    }

    @Override
    public void ended(WorkerId worker, ContainerExit exit) {
        check(worker, started.containsKey(worker.number()) && ended.put(worker.number(), exit) == null, "ended");
    }

    @Override
    public void nodesChanged(List<Node> now) {
        nodes.add(now);
    }

    @Override
    public void shutdownRequested(String reason) {
        others.add("shutdown: " + reason);
    }

    @Override
    public void fatal(String reason) {
        others.add("fatal: " + reason);
    }

    private void check(WorkerId worker, boolean mayBe, String what) {
        if (!mayBe || over || silent.contains(worker.number())) {
            throw new AssertionError(what + " of " + worker + " out of turn: started " + started.keySet() + ", ended "
                    + ended.keySet() + ", failed " + failed.keySet() + ", cancelled " + silent + ", over " + over);
        }
    }
}
