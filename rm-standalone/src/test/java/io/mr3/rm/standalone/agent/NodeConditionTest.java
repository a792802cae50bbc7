package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.proto.Amount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which disks get working directories. */
class NodeConditionTest {
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
