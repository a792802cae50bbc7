package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.nio.file.Path;
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

    @Test
    void aDiskThatDoesNotAnswerIsLeftOut() {
        NodeCondition condition = new NodeCondition(
                new DiskLimits(new DiskMark(90, 512), new DiskMark(0, 256), Duration.ofSeconds(30)),
                Amount.getDefaultInstance(),
                List.of());
        Path fast = Path.of("/fast");
        Path slow = Path.of("/slow");
        condition.disk(fast, new DiskState(10_000, 20_000, ""));
        condition.disk(slow, new DiskState(15_000, 20_000, ""));
        assertEquals(slow, condition.bestDisk().orElseThrow());
        condition.diskIsLate(slow);
        assertEquals(fast, condition.bestDisk().orElseThrow());
        assertEquals(true, condition.acceptsWork());
        condition.diskIsLate(fast);
        assertEquals(
                List.of("directory /fast: does not answer", "directory /slow: does not answer"), condition.reasons());
        condition.disk(slow, new DiskState(15_000, 20_000, ""));
        assertEquals(slow, condition.bestDisk().orElseThrow());
    }

    @Test
    void littleSpaceIsLittleUntilThereIsAQuarterMore() {
        NodeCondition condition = new NodeCondition(
                new DiskLimits(new DiskMark(100, 512), new DiskMark(0, 256), Duration.ofSeconds(30)),
                Amount.getDefaultInstance(),
                List.of());
        Path disk = Path.of("/disk");
        condition.disk(disk, new DiskState(511, 20_000, ""));
        assertEquals(List.of("directory /disk: has 511 MB free, expected at least 512 MB"), condition.reasons());
        condition.disk(disk, new DiskState(600, 20_000, ""));
        assertEquals(List.of("directory /disk: has 600 MB free, expected at least 640 MB"), condition.reasons());
        condition.disk(disk, new DiskState(640, 20_000, ""));
        assertEquals(List.of(), condition.reasons());
        condition.disk(disk, new DiskState(600, 20_000, ""));
        assertEquals(List.of(), condition.reasons());
    }
}
