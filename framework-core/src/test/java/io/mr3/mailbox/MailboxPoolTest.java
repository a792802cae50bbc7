package io.mr3.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxPoolTest extends MailboxesContract {
    private final MailboxPool pool = new MailboxPool("test", 2);

    @Override
    protected Mailboxes mailboxes() {
        return pool;
    }

    @Override
    protected void runUntil(BooleanSupplier condition) {
        Await.until(condition);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void manySendersKeepTheirOwnOrderAndOneMessageRunsAtATime() throws InterruptedException {
        int[] last = {-1, -1, -1, -1};
        List<String> wrong = new ArrayList<>();
        int[] ran = {0}; // plain memory: the mailbox is what makes it safe
        Mailbox box = pool.create("box", new Journal());
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            int me = sender;
            senders.add(new DaemonThreads("sender").newThread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    int number = i;
                    box.post(() -> {
                        if (last[me] != number - 1) {
                            wrong.add("sender " + me + ": " + number + " after " + last[me]);
                        }
                        last[me] = number;
                        ran[0]++;
                    });
                }
            }));
        }
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }
        CountDownLatch done = new CountDownLatch(1);
        box.post(done::countDown);
        done.await();
        assertEquals(List.of(), wrong);
        assertEquals(40_000, ran[0]);
    }

    @Test
    void busyMailboxLetsOthersHaveTheThread() {
        try (MailboxPool single = new MailboxPool("single", 1)) {
            Mailbox busy = single.create("busy", new Journal());
            AtomicReference<String> other = new AtomicReference<>();
            busy.post(new Runnable() {
                @Override
                public void run() {
                    busy.post(this);
                }
            });
            single.create("other", new Journal()).post(() -> other.set("ran"));
            Await.until(() -> other.get() != null);
        }
    }

    @Test
    void blockedMailboxHoldsUpItselfOnlyAndItsThreadIsGivenBack() {
        List<String> reports = Collections.synchronizedList(new ArrayList<>());
        try (MailboxPool single =
                new MailboxPool("single", 1, Duration.ofMillis(250), Duration.ofMillis(500), reports::add)) {
            CountDownLatch release = new CountDownLatch(1);
            Journal blocked = new Journal();
            Mailbox box = single.create("blocked", blocked);
            box.post(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    blocked.lines.add("interrupted");
                }
                blocked.lines.add("released");
            });
            Journal other = new Journal();
            single.create("other", other).post(() -> other.lines.add("ran"));
            Await.until(() -> !other.lines.isEmpty());
            assertEquals(2, single.threadCount());
            assertEquals(List.of(), blocked.lines);
            Await.until(() -> !reports.isEmpty());

            release.countDown();
            Await.until(() -> single.threadCount() == 1);
            box.post(() -> blocked.lines.add("next"));
            Await.until(() -> blocked.messages().equals(List.of("released", "next")));
            assertEquals(1, reports.size());
            assertTrue(reports.get(0).startsWith("mailbox blocked has been busy"), reports.get(0));
            assertTrue(reports.get(0).contains("CountDownLatch.await"), reports.get(0));
        }
    }

    @Test
    void interruptOfOneMessageDoesNotReachTheNext() {
        Journal journal = new Journal();
        Mailbox box = pool.create("box", journal);
        box.post(() -> Thread.currentThread().interrupt());
        Await.until(() -> !journal.lines.isEmpty());
        box.post(
                () -> journal.lines.add("interrupted: " + Thread.currentThread().isInterrupted()));
        Await.until(() -> !journal.messages().isEmpty());
        assertEquals(List.of("interrupted: false"), journal.messages());
    }

    @Test
    void threadsAreNamedDaemonsAndBelongToTheProcess() {
        AtomicReference<Thread> turn = new AtomicReference<>();
        AtomicReference<Thread> io = new AtomicReference<>();
        pool.create("box", new Journal()).post(() -> turn.set(Thread.currentThread()));
        pool.io().execute(() -> io.set(Thread.currentThread()));
        Await.until(() -> turn.get() != null && io.get() != null);
        assertTrue(turn.get().isDaemon());
        assertTrue(io.get().isDaemon());
        assertTrue(turn.get().getName().startsWith("test-"), turn.get().getName());
        assertTrue(io.get().getName().startsWith("test-io-"), io.get().getName());
    }

    @Test
    void ioTasksNeverWaitForEachOther() {
        CountDownLatch all = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            pool.io().execute(() -> {
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        Await.until(() -> all.getCount() == 0);
    }

    @Test
    void closeEndsEveryThreadAndLaterWorkIsDropped() {
        Journal journal = new Journal();
        Mailbox box = pool.create("box", journal);
        AtomicReference<Thread> io = new AtomicReference<>();
        pool.io().execute(() -> io.set(Thread.currentThread()));
        Await.until(() -> io.get() != null);

        pool.close();
        Await.until(() -> pool.threadCount() == 0 && !io.get().isAlive());
        box.post(() -> journal.lines.add("ran"));
        box.after(Duration.ZERO, () -> journal.lines.add("timer"));
        pool.io().execute(() -> journal.lines.add("io"));
        assertFalse(journal.lines.contains("ran"));
        assertEquals(List.of(), journal.lines);
    }

    @Test
    void poolWithoutThreadsIsRefused() {
        assertEquals(
                "mailbox pool p needs at least 1 thread, got 0",
                assertThrows(IllegalArgumentException.class, () -> new MailboxPool("p", 0))
                        .getMessage());
    }
}
