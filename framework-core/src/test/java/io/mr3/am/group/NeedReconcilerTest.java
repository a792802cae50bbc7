package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.am.group.NeedReconciler.Difference;
import io.mr3.common.WorkerId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeedReconcilerTest {
    private static final WorkerId ONE = new WorkerId(1);
    private static final WorkerId TWO = new WorkerId(2);
    private static final WorkerId THREE = new WorkerId(3);

    private static Difference compare(int wanted, Set<WorkerId> leaving, List<WorkerId> asked, List<WorkerId> started) {
        return NeedReconciler.compare(new Need(wanted, leaving), asked, started);
    }

    @Test
    void asksForWhatIsMissing() {
        assertEquals(new Difference(2, List.of(), List.of()), compare(4, Set.of(), List.of(TWO), List.of(ONE)));
    }

    @Test
    void isContentWithWhatThereIs() {
        assertEquals(new Difference(0, List.of(), List.of()), compare(2, Set.of(), List.of(TWO), List.of(ONE)));
    }

    @Test
    void takesBackTheYoungestRequestsButNeverReleasesByItself() {
        assertEquals(
                new Difference(0, List.of(THREE, TWO), List.of()),
                compare(0, Set.of(), List.of(TWO, THREE), List.of(ONE)));
    }

    @Test
    void releasesWhoLeavesAndReplacesIt() {
        assertEquals(new Difference(1, List.of(), List.of(ONE)), compare(2, Set.of(ONE), List.of(), List.of(ONE, TWO)));
    }

    @Test
    void doesNotCountWhoLeaves() {
        assertEquals(new Difference(0, List.of(), List.of(ONE)), compare(1, Set.of(ONE), List.of(TWO), List.of(ONE)));
    }

    @Test
    void ignoresLeaversThatAreGone() {
        assertEquals(new Difference(0, List.of(), List.of()), compare(1, Set.of(ONE), List.of(), List.of(TWO)));
    }
}
