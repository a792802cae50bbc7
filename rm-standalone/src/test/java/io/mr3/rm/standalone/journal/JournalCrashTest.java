package io.mr3.rm.standalone.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power goes at any step: what was acknowledged is there again, and nothing that was never appended. */
class JournalCrashTest {
    /** What the journal says after each operation. */
    private final List<List<Long>> contents = new ArrayList<>(List.of(List.of()));

    private long number;

    private void append(JournalScene scene) {
        List<Long> now = new ArrayList<>(last());
        now.add(++number);
        contents.add(now);
        scene.append(number);
    }

    private void replace(JournalScene scene, Random random) {
        List<Long> now = new ArrayList<>(last());
        now.removeIf(old -> random.nextInt(3) > 0);
        now.add(++number);
        contents.add(now);
        scene.replace(now.stream().mapToLong(Long::longValue).toArray());
    }

    private List<Long> last() {
        return contents.get(contents.size() - 1);
    }

    /** Runs until the power goes or all is written; gives how many records were acknowledged. */
    private List<Long> run(MemoryDisk disk, long seed) {
        Random random = new Random(seed);
        JournalScene scene = null;
        try {
            scene = new JournalScene(seed, disk);
            for (int operation = 0; operation < 30; operation++) {
                if (random.nextInt(6) == 0) {
                    replace(scene, random);
                } else {
                    append(scene);
                }
                if (random.nextInt(3) == 0) {
                    scene.settle();
                }
            }
            scene.settle();
        } catch (MemoryDisk.PowerLoss e) {
            assertTrue(scene == null, "only opening happens here");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return scene == null ? List.of() : scene.durable;
    }

    @Test
    void whatWasAcknowledgedIsThereAgain() {
        Seeds.each(1500, seed -> {
            JournalCrashTest test = new JournalCrashTest();
            MemoryDisk disk = new MemoryDisk().losesPowerAt(1 + new Random(seed).nextInt(80));
            List<Long> durable = test.run(disk, seed);
            MemoryDisk found = disk.afterCrash(new Random(~seed));
            test.check(found, durable);
        });
    }

    private void check(MemoryDisk found, List<Long> durable) {
        try {
            JournalScene again = new JournalScene(1, found);
            List<Long> recovered = JournalFileTest.numbers(again.journal.recovered());
            long acknowledged = durable.isEmpty() ? 0 : durable.get(durable.size() - 1);
            assertTrue(
                    contents.stream()
                            .filter(content -> acknowledged == 0
                                    || !content.isEmpty() && content.get(content.size() - 1) >= acknowledged)
                            .anyMatch(recovered::equals),
                    "recovered " + recovered + ", acknowledged " + acknowledged + " of " + contents);
            again.append(1000).settle();
            List<Long> more = new ArrayList<>(recovered);
            more.add(1000L);
            assertEquals(more, again.reopened(), "and it goes on from there");
        } catch (IOException e) {
            throw new AssertionError("found " + e.getMessage(), e);
        }
    }

    @Test
    void aReplacementThatIsCutShortAnywhereLeavesTheOldContentOrTheNew() throws IOException {
        MemoryDisk whole = new MemoryDisk();
        JournalScene scene = new JournalScene(1, whole).append(1, 2).settle();
        long before = whole.steps();
        scene.replace(3).settle();
        long steps = whole.steps();
        assertTrue(steps - before >= 6, "create, header, content, force, rename, force of the directory");
        boolean sawOld = false;
        boolean sawNew = false;
        for (long step = before + 1; step <= steps + 1; step++) {
            for (int draw = 0; draw < 50; draw++) {
                MemoryDisk disk = new MemoryDisk().losesPowerAt(step);
                new JournalScene(1, disk).append(1, 2).settle().replace(3).settle();
                List<Long> found = new JournalScene(1, disk.afterCrash(new Random(draw))).reopened();
                sawOld |= found.equals(List.of(1L, 2L));
                sawNew |= found.equals(List.of(3L));
                assertTrue(found.equals(List.of(1L, 2L)) || found.equals(List.of(3L)), step + ": " + found);
                assertTrue(step <= steps || found.equals(List.of(3L)), "it was complete");
            }
        }
        assertTrue(sawOld && sawNew);
    }
}
