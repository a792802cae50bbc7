package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.AgentWorld.C1;
import static io.mr3.rm.standalone.agent.AgentWorld.C2;
import static io.mr3.rm.standalone.agent.AgentWorld.DISK;
import static io.mr3.rm.standalone.agent.AgentWorld.launching;
import static io.mr3.rm.standalone.agent.AgentWorld.stopping;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What happens to containers on a disk that runs full. */
class DiskReliefTest {
    private static final ContainerId C3 = new ContainerId("app-1", 3);
    private static final long CHECK_MS = 30_000;

    private AgentWorld world = AgentWorld.registered(1);

    private static DiskState free(long megabytes) {
        return new DiskState(megabytes, 100_000, "");
    }

    private List<ContainerId> running() {
        return Stream.of(C1, C2, C3)
                .filter(id -> world.host.of(id).stream().anyMatch(process -> process.alive))
                .toList();
    }

    @Test
    void theYoungestEndsOneAtEachCheckUntilThereIsAQuarterMore() {
        world.run(C2);
        world.run(C3);
        world.run(C1);
        world.advance(1000);
        world.host.disk = free(256);
        world.advance(CHECK_MS);
        assertEquals(List.of(C1, C2, C3), running(), "at the mark");
        world.host.disk = free(255);
        world.advance(CHECK_MS);
        assertEquals(List.of(C2, C3), running());
        assertEquals(Cause.DISK_FULL, world.cause(C1));
        assertEquals(
                "killed to make room: directory /disk has 255 MB free, expected at least 256 MB; "
                        + ExitStatus.words(137),
                world.report(C1).getEnd().getDiagnostics());
        world.host.disk = free(319);
        world.advance(CHECK_MS);
        assertEquals(List.of(C2), running());
        world.host.disk = free(320);
        world.advance(10 * CHECK_MS);
        assertEquals(List.of(C2), running());
        assertEquals(ContainerPhase.RUNNING, world.phase(C2));
    }

    @Test
    void aDiskThatCannotBeWrittenAnyMoreIsRelieved() {
        world.run(C1);
        world.host.disk = new DiskState(0, 100_000, "cannot be written: No space left on device");
        world.advance(CHECK_MS + 1000);
        assertEquals(Cause.DISK_FULL, world.cause(C1));
    }

    @Test
    void containersOnOtherDisksRunOn() {
        Path other = Path.of("/other");
        world = new AgentWorld(1);
        world.disks = List.of(DISK, other);
        world.host.disks.put(other, free(40_000));
        world.start();
        world.settle();
        world.run(C1);
        world.host.disks.put(other, free(60_000));
        world.advance(CHECK_MS + 1000);
        world.run(C2);
        assertEquals("/other/app-1_worker-2/output.log", world.report(C2).getLogFile());
        world.host.disk = free(100);
        world.advance(3 * CHECK_MS);
        assertEquals(Cause.DISK_FULL, world.cause(C1));
        assertEquals(List.of(C2), running());
        world.run(C3);
    }

    @Test
    void oneThatIsToEndAnywayIsNotChosen() {
        world.host.stubborn = true;
        world.run(C1);
        world.run(C2);
        world.master.order(stopping(C2, 10 * (int) CHECK_MS));
        world.host.disk = free(100);
        world.advance(CHECK_MS + 1000);
        assertEquals(Cause.DISK_FULL, world.cause(C1));
        assertEquals(List.of(C2), running());
    }

    @Test
    void theNextAgentKnowsWhichIsTheYoungest() {
        world.run(C2);
        world.run(C1);
        world.kill();
        world.start();
        world.advance(1000);
        world.host.disk = free(100);
        world.advance(CHECK_MS);
        assertEquals(List.of(C2), running());
    }

    @Test
    void nothingEndsWhereTheMarkIsOff() {
        world = new AgentWorld(1);
        world.lastMark = new DiskMark(0, 0);
        world.start();
        world.settle();
        world.run(C1);
        world.host.disk = free(0);
        world.advance(10 * CHECK_MS);
        assertEquals(List.of(C1), running());
        world.master.order(launching(C2));
        world.settle();
        assertEquals(Cause.BUSY, world.cause(C2), "the first mark holds");
    }

    @Test
    void theMarkMayBeAPartOfTheDisk() {
        world = new AgentWorld(1);
        world.lastMark = new DiskMark(97, 0);
        world.start();
        world.settle();
        world.run(C1);
        world.run(C2);
        world.host.disk = free(4_000);
        world.advance(CHECK_MS + 1000);
        assertEquals(List.of(C1, C2), running());
        world.host.disk = free(3_000);
        world.advance(CHECK_MS);
        assertEquals(List.of(C1), running());
        world.host.disk = free(7_000);
        world.advance(CHECK_MS);
        assertEquals(List.of(), running(), "93 % is not 5 percent less");
        assertFalse(world.agent.view().status().getAcceptsWork());
    }
}
