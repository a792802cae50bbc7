package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.dag;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.am.group.Offer.State;
import io.mr3.am.group.Relief.Party;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which workers change hands. */
class ReliefTest {
    private static final WorkerKind A = WorkerKind.of(GroupFixture.spec(2, 0, 9), "a");
    private static final WorkerKind B = WorkerKind.of(GroupFixture.spec(2, 0, 9), "b");

    private static Party needy(WorkerKind kind, int urgent, int requested, int there, DagId first) {
        return new Party(
                "needy", kind, new Need(9, Set.of(), urgent, first, Map.of(), false, List.of()), requested, there, 0);
    }

    private static Party offering(WorkerKind kind, boolean works, int there, Offer... offers) {
        return new Party(
                "rich", kind, new Need(there, Set.of(), 0, null, Map.of(), works, List.of(offers)), 0, there, 0);
    }

    private static Offer offer(int worker, State state, DagId first) {
        return new Offer(new WorkerId(worker), state, first);
    }

    private static List<String> moves(Party... parties) {
        return moves(Set.of(), parties);
    }

    private static List<String> moves(Set<WorkerId> moving, Party... parties) {
        return Relief.moves(List.of(parties), moving).stream()
                .map(move -> move.way() + " " + move.worker() + " of " + move.from())
                .toList();
    }

    @Test
    void workersOfTheKindGoOverTheEmptiestFirstAsManyAsWereAskedFor() {
        Party rich = offering(
                A,
                true,
                4,
                offer(1, State.WAITING, dag(1)),
                offer(2, State.RESTING, dag(1)),
                offer(3, State.SPARE, null),
                offer(4, State.RESTING, dag(1)));
        assertEquals(List.of("HAND_OVER worker-3 of rich"), moves(needy(A, 3, 1, 0, dag(2)), rich));
        assertEquals(
                List.of("HAND_OVER worker-3 of rich", "HAND_OVER worker-2 of rich", "HAND_OVER worker-4 of rich"),
                moves(needy(A, 9, 9, 0, dag(2)), rich));
        assertEquals(
                List.of("HAND_OVER worker-2 of rich"),
                moves(Set.of(new WorkerId(3), new WorkerId(4)), needy(A, 9, 9, 0, dag(2)), rich));
        assertEquals(List.of(), moves(needy(A, 0, 5, 0, null), rich), "what waits for inputs is not urgent");
    }

    @Test
    void attemptsThatWaitForInputsAreTakenBackOnlyForAGroupWithoutWorkers() {
        Party rich = offering(A, true, 1, offer(1, State.WAITING, dag(1)));
        assertEquals(List.of("HAND_OVER worker-1 of rich"), moves(needy(A, 2, 2, 0, dag(2)), rich));
        assertEquals(List.of(), moves(needy(A, 2, 2, 1, dag(2)), rich));
    }

    @Test
    void anIdleWorkerOfAnotherKindLeaves() {
        Party rich = offering(B, true, 2, offer(1, State.RESTING, dag(1)), offer(2, State.SPARE, null));
        assertEquals(List.of("SEND_AWAY worker-2 of rich"), moves(needy(A, 5, 5, 1, dag(2)), rich));
    }

    @Test
    void outputsAreGivenUpOnlyWhereNothingWorksAndNotInACircle() {
        Offer first = offer(1, State.RESTING, dag(1));
        Offer third = offer(3, State.RESTING, dag(3));
        Party second = needy(A, 1, 1, 0, dag(2));
        assertEquals(List.of(), moves(second, offering(B, true, 2, first, third)), "something works");
        assertEquals(List.of("GIVE_UP worker-1 of rich"), moves(second, offering(B, false, 2, first)), "one stays");
        assertEquals(List.of(), moves(second, offering(B, false, 1, first)), "an earlier DAG may need it");
        assertEquals(List.of("GIVE_UP worker-3 of rich"), moves(second, offering(B, false, 1, third)));
        assertEquals(List.of(), moves(needy(A, 1, 1, 1, dag(2)), offering(B, false, 2, first)), "it has one");
        assertEquals(
                List.of(), moves(Set.of(new WorkerId(9)), second, offering(B, false, 2, first)), "one is on its way");
    }

    @Test
    void whatMustRunAgainGoesBeforeWhatComesLaterInItsDag() {
        Offer works = new Offer(new WorkerId(1), State.WORKING, dag(1), Map.of(dag(1), 5));
        assertEquals(List.of(), moves(rerun(A, Map.of(dag(1), 5), 0), offering(A, true, 1, works)));
        assertEquals(List.of(), moves(rerun(A, Map.of(dag(2), 1), 0), offering(A, true, 1, works)));
        assertEquals(List.of(), moves(rerun(A, Map.of(dag(1), 4), 1), offering(A, true, 1, works)));
        assertEquals(
                List.of("HAND_OVER worker-1 of rich"),
                moves(rerun(A, Map.of(dag(1), 4), 0), offering(A, true, 1, works)));
        assertEquals(List.of(), moves(rerun(A, Map.of(dag(1), 4), 0), offering(B, true, 1, works)));
        assertEquals(
                List.of("GIVE_UP worker-1 of rich"),
                moves(rerun(A, Map.of(dag(1), 4), 0), offering(B, true, 2, works)));
    }

    private static Party rerun(WorkerKind kind, Map<DagId, Integer> reruns, int there) {
        return new Party("needy", kind, new Need(9, Set.of(), 1, dag(1), reruns, false, List.of()), 1, there, 0);
    }
}
