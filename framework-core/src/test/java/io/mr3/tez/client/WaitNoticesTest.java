package io.mr3.tez.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WaitNoticesTest {
    private static final String DAG = "dag_1_0001_1";

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final WaitNotices notices = new WaitNotices(
            new SessionObserver() {
                @Override
                public Map<String, String> settingsOf(Map<String, String> dagConf) {
                    return Map.of();
                }

                @Override
                public void waits(String dagId, String reason) {
                    told.add(dagId + " " + reason);
                }
            },
            later::add);

    @Test
    void tellsALongWaitOnceAsItIsThen() {
        waits("waits for a worker to start (worker-1, 0 s)");
        waits("waits for a worker to start (worker-1, 1 s)");
        assertEquals(List.of(), told);
        aWhilePasses();
        waits("waits for a worker to start (worker-1, 2 s)");
        aWhilePasses();
        assertEquals(List.of(DAG + " waits for a worker to start (worker-1, 1 s)"), told);
    }

    @Test
    void doesNotTellAShortWait() {
        waits("waits for a slot: 2 of 2 busy");
        waits("");
        waits("waits for a slot: 2 of 2 busy");
        later.remove().run();
        assertEquals(List.of(), told, "the look at the first wait does not count for the second");
        aWhilePasses();
        assertEquals(1, told.size());
    }

    @Test
    void tellsAnotherReason() {
        waits("waits for a worker to start (worker-1, 1 s)");
        waits("waits for a slot: 2 of 2 busy");
        aWhilePasses();
        assertEquals(List.of(DAG + " waits for a slot: 2 of 2 busy"), told);
    }

    @Test
    void forgetsADagThatHasEnded() {
        waits("waits for a slot: 2 of 2 busy");
        notices.update(status("").toBuilder().setState(DagStateProto.DAG_KILLED).build());
        aWhilePasses();
        assertEquals(List.of(), told);
    }

    private void waits(String reason) {
        notices.update(status(reason));
    }

    private void aWhilePasses() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static DagStatus status(String waiting) {
        return DagStatus.newBuilder().setDagId(DAG).setWaiting(waiting).build();
    }
}
