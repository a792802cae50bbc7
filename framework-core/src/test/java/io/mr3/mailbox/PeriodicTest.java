package io.mr3.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Work that hangs is noticed, and done no second time meanwhile. */
class PeriodicTest {
    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final Mailbox mailbox = world.create("test", new Mailboxes.Owner() {
        @Override
        public void endOfTurn() {}

        @Override
        public void failed(Throwable cause) {}
    });
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();

    private Periodic<String> each(Duration interval, String result) {
        return new Periodic<>(
                mailbox,
                begun::add,
                interval,
                () -> () -> {
                    if (result.isEmpty()) {
                        throw new IOException("broken");
                    }
                    return result;
                },
                heard::add,
                () -> heard.add("late"));
    }

    private void advance(int seconds) {
        world.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void workThatHangsIsLateUntilItComesBack() {
        mailbox.post(each(Duration.ofSeconds(10), "done")::start);
        advance(25);
        assertEquals(List.of("late", "late"), heard);
        assertEquals(1, begun.size());
        begun.remove().run();
        advance(1);
        assertEquals(List.of("late", "late", "done"), heard);
        advance(5);
        assertEquals(1, begun.size(), "the next turn");
    }

    @Test
    void workThatFailsIsTriedAgain() {
        mailbox.post(each(Duration.ofSeconds(10), "")::start);
        advance(1);
        begun.remove().run();
        advance(10);
        assertEquals(1, begun.size());
        assertEquals(List.of(), heard);
    }
}
