package io.mr3.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every kind of mailboxes does; see {@link Mailbox} and {@link Mailboxes}. */
public abstract class MailboxesContract {
    /** The mailboxes under test, the same ones within a test. */
    protected abstract Mailboxes mailboxes();

    /** Lets mailboxes run until {@code condition} holds; fails when it does not within ten seconds of their time. */
    protected abstract void runUntil(BooleanSupplier condition);

    /** Records what happens on a mailbox. */
    protected static final class Journal implements Mailboxes.Owner {
        public final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void endOfTurn() {
            lines.add("end");
        }

        @Override
        public void failed(Throwable cause) {
            lines.add("failed " + cause.getMessage());
        }

        /** The lines without the ends of turns, whose number is free. */
        public List<String> messages() {
            synchronized (lines) {
                return lines.stream().filter(line -> !line.equals("end")).toList();
            }
        }

        boolean hasTurnEnded() {
            synchronized (lines) {
                return !lines.isEmpty() && lines.get(lines.size() - 1).equals("end");
            }
        }
    }

    private final Journal journal = new Journal();

    private Mailbox mailbox() {
        return mailboxes().create("box", journal);
    }

    private void await(String... messages) {
        runUntil(() -> journal.messages().equals(List.of(messages)) && journal.hasTurnEnded());
    }

    @Test
    void messagesRunInTheOrderOfPosting() {
        Mailbox box = mailbox();
        String[] expected = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);
        for (String message : expected) {
            box.post(() -> journal.lines.add(message));
        }
        await(expected);
    }

    @Test
    void messageNeverRunsOnTheStackOfItsSender() {
        Mailbox box = mailbox();
        box.post(() -> {
            box.post(() -> journal.lines.add("second"));
            journal.lines.add("first");
        });
        await("first", "second");
    }

    @Test
    void messageIsFollowedByTheEndOfItsTurn() {
        Mailbox box = mailbox();
        box.post(() -> journal.lines.add("message"));
        await("message");
        box.post(() -> journal.lines.add("another"));
        await("message", "another");
    }

    @Test
    void failureGoesToTheOwnerAndTheNextMessageRuns() {
        Mailbox box = mailbox();
        box.post(() -> {
            throw new IllegalStateException("planned");
        });
        box.post(() -> journal.lines.add("next"));
        await("failed planned", "next");
    }

    @Test
    void ownerThatFailsTooDoesNotEndTheMailbox() {
        AtomicInteger ran = new AtomicInteger();
        Mailbox box = mailboxes().create("box", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {
                throw new IllegalStateException("planned at the end of a turn");
            }

            @Override
            public void failed(Throwable cause) {
                throw new IllegalStateException("planned in the owner", cause);
            }
        });
        box.post(ran::incrementAndGet);
        runUntil(() -> ran.get() == 1);
        box.post(ran::incrementAndGet);
        runUntil(() -> ran.get() == 2);
    }

    @Test
    void timersRunInTheOrderOfTheirDelaysAndNotBefore() {
        Mailbox box = mailbox();
        long start = box.nanoTime();
        AtomicReference<Duration> waited = new AtomicReference<>();
        box.after(Duration.ofMillis(40), () -> {
            waited.set(Duration.ofNanos(box.nanoTime() - start));
            journal.lines.add("late");
        });
        box.after(Duration.ofMillis(1), () -> journal.lines.add("early"));
        await("early", "late");
        assertTrue(waited.get().compareTo(Duration.ofMillis(40)) >= 0, () -> "waited only " + waited);
    }

    @Test
    void cancelOnItsOwnTurnIsExact() {
        Mailbox box = mailbox();
        box.post(() -> {
            Mailbox.Timer due = box.after(Duration.ZERO, () -> journal.lines.add("cancelled"));
            box.after(Duration.ofMillis(5), () -> journal.lines.add("kept"));
            box.post(due::cancel);
            due.cancel();
        });
        await("kept");
    }

    @Test
    void closeDropsWhatIsQueuedAndRefusesWhatComes() {
        Mailbox box = mailbox();
        Mailbox other = mailboxes().create("other", new Journal());
        AtomicReference<String> reached = new AtomicReference<>();
        box.post(() -> {
            box.post(() -> journal.lines.add("queued"));
            box.after(Duration.ofMillis(1), () -> journal.lines.add("timer"));
            box.close();
            box.post(() -> journal.lines.add("later"));
            journal.lines.add("running");
            other.after(Duration.ofMillis(20), () -> reached.set("other"));
        });
        runUntil(() -> reached.get() != null);
        assertEquals(List.of("running", "end"), journal.lines);
    }

    @Test
    void resultsOfBlockingWorkComeBackAsMessages() {
        Mailbox box = mailbox();
        box.post(() -> mailboxes().io().execute(() -> box.post(() -> journal.lines.add("result"))));
        await("result");
    }

    @Test
    void mailboxesRunIndependently() {
        List<Journal> journals =
                IntStream.range(0, 20).mapToObj(i -> new Journal()).toList();
        List<Mailbox> boxes =
                journals.stream().map(owner -> mailboxes().create("box", owner)).toList();
        // each message passes itself on to the next mailbox, a hundred times round
        for (int i = 0; i < boxes.size(); i++) {
            pass(boxes, journals, i, 100);
        }
        runUntil(() -> journals.stream().allMatch(j -> j.messages().size() == 100));
    }

    private static void pass(List<Mailbox> boxes, List<Journal> journals, int index, int left) {
        if (left > 0) {
            boxes.get(index).post(() -> {
                journals.get(index).lines.add("m");
                pass(boxes, journals, (index + 1) % boxes.size(), left - 1);
            });
        }
    }
}
