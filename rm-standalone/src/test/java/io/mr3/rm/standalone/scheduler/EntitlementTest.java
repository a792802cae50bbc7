package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has no more than its fair share. */
class EntitlementTest {
    private static final Resources ONE = new Resources(1000, 1);

    private final Tally cluster = new Tally();
    private final ShareQueue outer = queue("p", 0.4);
    private final ShareQueue one = queue("a", 1);
    private final ShareQueue two = queue("b", 1);
    private final ShareQueue other = queue("default", 1);

    EntitlementTest() {
        cluster.add(new Resources(10_000, 10));
        // what waits before it is put into the other counts there, too
        wants(one, 5);
        wants(two, 5);
        wants(other, 9);
        one.attach(outer);
        two.attach(outer);
    }

    private static ShareQueue queue(String name, double most) {
        return new ShareQueue(new QueueSettings(name, "", 0, most, 1, 9, 9, 0, 1, QueueOrder.FAIR));
    }

    private static void wants(ShareQueue queue, int workers) {
        for (int i = 0; i < workers; i++) {
            queue.asks(ONE);
        }
    }

    private boolean isWithinShare(ShareQueue queue) {
        return new Entitlement(List.of(outer, other), cluster).isWithinShare(queue);
    }

    @Test
    void aQueueInAnotherHasItsPartOfWhatThatHas() {
        Applicant applicant = new Applicant("x");
        one.holds(applicant, ONE);
        one.holds(applicant, ONE);
        assertTrue(isWithinShare(one), "half of the 40 % of p");
        one.holds(applicant, ONE);
        assertFalse(isWithinShare(one));
        assertTrue(isWithinShare(two));
    }

    @Test
    void whatOneDoesNotWantIsForThoseBesideItFirst() {
        for (int i = 0; i < 5; i++) {
            two.asksNoMore(ONE);
        }
        Applicant applicant = new Applicant("x");
        for (int i = 0; i < 4; i++) {
            one.holds(applicant, ONE);
        }
        assertTrue(isWithinShare(one));
        one.holds(applicant, ONE);
        assertFalse(isWithinShare(one), "no more than p has");
    }
}
