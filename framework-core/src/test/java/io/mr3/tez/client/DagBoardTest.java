package io.mr3.tez.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import org.junit.jupiter.api.Test;

class DagBoardTest {
    private static final String DAG = "dag_1_0001_1";

    private final DagBoard board = new DagBoard();

    @Test
    void whoAwaitsTheStartSeesTheDagRun() throws InterruptedException {
        board.submitted(DAG);
        Thread starting = new Thread(() -> board.update(status(DagStateProto.DAG_RUNNING)));
        starting.start();
        board.awaitStart(DAG, 60_000);
        assertEquals(DagStateProto.DAG_RUNNING, board.get(DAG).getState());
        starting.join();
    }

    @Test
    void aDagThatEndsAtOnceIsNotWaitedFor() throws InterruptedException {
        board.submitted(DAG);
        board.update(status(DagStateProto.DAG_FAILED));
        board.awaitStart(DAG, Long.MAX_VALUE / 1_000_000);
        assertEquals(DagStateProto.DAG_FAILED, board.get(DAG).getState());
    }

    @Test
    void aDagThatWaitsForOthersIsWaitedForNoLongerThanTold() throws InterruptedException {
        board.submitted(DAG);
        board.awaitStart(DAG, 1);
        assertEquals(DagStateProto.DAG_SUBMITTED, board.get(DAG).getState());
    }

    private static DagStatus status(DagStateProto state) {
        return DagStatus.newBuilder().setDagId(DAG).setState(state).build();
    }
}
