package io.mr3.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.mailbox.MailboxesContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class VirtualMailboxesTest extends MailboxesContract {
    private final VirtualMailboxes virtual = new VirtualMailboxes(7).expectFailures();

    @Override
    protected Mailboxes mailboxes() {
        return virtual;
    }

    @Override
    protected void runUntil(BooleanSupplier condition) {
        virtual.runUntil(condition, Duration.ofSeconds(10));
    }

    /** Two mailboxes and an I/O task, each doing three things; returns the order in which they happened. */
    private static String order(long seed) {
        VirtualMailboxes world = new VirtualMailboxes(seed);
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b")) {
            Mailbox box = world.create(name, new QuietOwner());
            for (int i = 0; i < 3; i++) {
                box.post(() -> order.append(name));
            }
        }
        world.io().execute(() -> order.append("i"));
        world.settle();
        return order.toString();
    }

    @Test
    void oneSeedIsOneOrderAndSeedsDiffer() {
        Set<String> orders = new HashSet<>();
        for (long seed = 1; seed <= 10_000; seed++) {
            String order = order(seed);
            assertEquals(order, order(seed));
            orders.add(order);
        }
        // 20 interleavings of aaabbb times 7 places for i, all of which must be reachable
        assertEquals(140, orders.size());
    }

    @Test
    void turnsHoldOneMessageOrMany() {
        Set<Integer> sizes = new HashSet<>();
        for (long seed = 1; seed <= 200; seed++) {
            VirtualMailboxes world = new VirtualMailboxes(seed);
            List<Integer> turn = new ArrayList<>();
            Mailbox box = world.create("box", new QuietOwner() {
                @Override
                public void endOfTurn() {
                    sizes.add(turn.size());
                    turn.clear();
                }
            });
            for (int i = 0; i < 4; i++) {
                int number = i;
                box.post(() -> turn.add(number));
            }
            world.settle();
        }
        assertEquals(Set.of(1, 2, 3, 4), sizes);
    }

    @Test
    void timePassesOnlyWhenTold() {
        VirtualMailboxes world = new VirtualMailboxes(1);
        List<Long> times = new ArrayList<>();
        Mailbox box = world.create("box", new QuietOwner());
        long wall = box.wallMillis();
        box.after(Duration.ofHours(1), () -> times.add(box.wallMillis() - wall));
        box.after(Duration.ofHours(2), () -> times.add(box.wallMillis() - wall));
        world.settle();
        assertEquals(List.of(), times);
        world.advance(Duration.ofMinutes(90));
        assertEquals(List.of(3_600_000L), times);
        world.advance(Duration.ofMinutes(30));
        assertEquals(List.of(3_600_000L, 7_200_000L), times);
        assertEquals(Duration.ofHours(2).toNanos(), box.nanoTime());
    }

    @Test
    void settleThrowsWhatMessagesThrewAndNamesTheSeed() {
        VirtualMailboxes world = new VirtualMailboxes(42);
        world.create("box", new QuietOwner()).post(() -> {
            throw new IllegalStateException("planned");
        });
        world.io().execute(() -> {
            throw new IllegalStateException("planned too");
        });
        AssertionError error = assertThrows(AssertionError.class, world::settle);
        assertTrue(error.getMessage().contains("seed 42 (replay: -Dseed=42)"), error.getMessage());
        assertTrue(error.getCause().getMessage().startsWith("planned"), error.getMessage());
        assertEquals(1, error.getSuppressed().length);
        world.settle();
    }

    @Test
    void conditionThatNeverHoldsFailsAtTheLimit() {
        VirtualMailboxes world = new VirtualMailboxes(3);
        Mailbox box = world.create("box", new QuietOwner());
        box.after(Duration.ofSeconds(5), () -> {});
        AssertionError error =
                assertThrows(AssertionError.class, () -> world.runUntil(() -> false, Duration.ofSeconds(4)));
        assertTrue(error.getMessage().contains("within PT4S"), error.getMessage());
        assertEquals(0, world.nanoTime());
    }

    @Test
    void otherThreadsAreRefused() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Mailbox box = virtual.create("box", new QuietOwner());
        Thread stranger = new Thread(() -> {
            try {
                box.post(() -> {});
            } catch (AssertionError e) {
                thrown.add(e);
            }
        });
        stranger.start();
        stranger.join();
        assertEquals(1, thrown.size());
    }

    private static class QuietOwner implements Mailboxes.Owner {
        @Override
        public void endOfTurn() {}

        @Override
        public void failed(Throwable cause) {}
    }
}
