package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AskBookTest {
    private final AskBook book = new AskBook();
    private final Applicant applicant = new Applicant("a");

    AskBookTest() {
        ShareQueue queue = new ShareQueue(QueueSettings.everything("default", 1, QueueOrder.FAIR));
        applicant.register(queue, "ann", 1);
        queue.enter(applicant);
    }

    private AskGroup ask(String container, int memoryMb) {
        Ask ask = new Ask(Scene.id(container), "g", new Resources(memoryMb, 1), List.of(), 0, 0);
        book.add(applicant, ask);
        return applicant.groups().get(AskKey.of(ask));
    }

    @Test
    void aBlockedGroupIsNotActiveUntilItsTimeHasCome() {
        AskGroup group = ask("a/1", 1000);
        assertTrue(book.hasActive());
        book.block(group, 70);
        assertEquals(List.of(false, true), List.of(book.hasActive(), book.hasBlocked()));
        assertEquals(OptionalLong.of(70), book.nextRetry());
        book.wakeDue(69);
        assertFalse(book.hasActive());
        book.wakeDue(70);
        assertEquals(List.of(true, false), List.of(book.hasActive(), book.hasBlocked()));
        assertEquals(OptionalLong.empty(), book.nextRetry());
    }

    @Test
    void whenAllAreWokenNoneIsLeftBlocked() {
        book.block(ask("a/1", 1000), 70);
        book.block(ask("a/2", 2000), Long.MAX_VALUE);
        book.wakeAll();
        assertEquals(List.of(true, false), List.of(book.hasActive(), book.hasBlocked()));
        assertEquals(2, applicant.active().size());
        assertEquals(OptionalLong.empty(), book.nextRetry());
    }

    @Test
    void nothingIsLeftOfGroupsThatAreGone() {
        book.block(ask("a/1", 1000), 70);
        ask("a/2", 2000);
        book.remove(Scene.id("a/1"));
        book.remove(Scene.id("a/2"));
        assertEquals(Map.of(), applicant.groups());
        assertEquals(List.of(false, false), List.of(book.hasActive(), book.hasBlocked()));
        assertEquals(OptionalLong.empty(), book.nextRetry());
        assertTrue(applicant.queue().active().isEmpty());
    }
}
