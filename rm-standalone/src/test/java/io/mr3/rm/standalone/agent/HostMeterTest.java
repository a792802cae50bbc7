package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured of a host, in a directory that stands for {@code /proc}. */
class HostMeterTest {
    @TempDir
    Path proc;

    @BeforeEach
    void host() throws IOException {
        Files.writeString(proc.resolve("meminfo"), """
                MemTotal:       8192000 kB
                MemFree:         100000 kB
                MemAvailable:   6144000 kB
                SwapCached:        4096 kB
                SwapTotal:      2048000 kB
                SwapFree:       2035712 kB
                """);
        Files.writeString(proc.resolve("loadavg"), "1.25 0.5 0.25 3/700 4711\n");
        processors("1000 10 500 90000 700 5 5 40 300 10");
    }

    private void processors(String all) throws IOException {
        Files.writeString(
                proc.resolve("stat"),
                "cpu  " + all + "\ncpu0 1 2 3\ncpu1 1 2 3\ncpu2 1 2 3\ncpu3 1 2 3\nintr 7 0 1\nctxt 5\n");
    }

    private HostMeter meter() {
        return new HostMeter(new ProcFiles(proc));
    }

    @Test
    void memoryIsWhatIsNotAvailable() {
        Usage usage = meter().measure();
        assertEquals(8000, usage.getMemoryTotalMb());
        assertEquals(2000, usage.getMemoryUsedMb());
        assertEquals(12, usage.getSwapUsedMb());
        assertEquals(1.25, usage.getLoad());
    }

    @Test
    void processorsAreThoseInUseSinceTheMeasureBefore() throws IOException {
        HostMeter meter = meter();
        assertFalse(meter.measure().hasProcessors(), "no time has gone by");
        // 400 ticks: 60 + 5 + 30 + 3 + 2 busy, 200 idle, 80 waiting for disks, 20 stolen; guests are counted already
        processors("1060 15 530 90200 780 8 7 60 330 10");
        assertEquals(1.0, meter.measure().getProcessors(), 1e-9);
        assertEquals(1.0, meter.measure().getProcessors(), 1e-9, "it stays if no time has gone by");
        processors("1160 15 530 90500 780 8 7 60 330 10");
        assertEquals(1.0, meter.measure().getProcessors(), 1e-9);
        processors("1160 15 530 90900 780 8 7 60 330 10");
        assertEquals(0.0, meter.measure().getProcessors(), 1e-9);
        processors("1360 15 730 90900 780 8 7 60 330 10");
        assertEquals(4.0, meter.measure().getProcessors(), 1e-9);
    }

    @Test
    void whatCannotBeReadIsNotTold() throws IOException {
        HostMeter meter = meter();
        Files.writeString(proc.resolve("stat"), "cpu  x y\n");
        assertFalse(meter.measure().hasProcessors());
        for (String file : new String[] {"stat", "meminfo", "loadavg"}) {
            Files.delete(proc.resolve(file));
        }
        assertEquals(Usage.getDefaultInstance(), meter.measure());
    }

    @Test
    void thisHostIsMeasured() {
        Usage usage = new HostMeter(ProcFiles.ofThisHost()).measure();
        assertTrue(usage.getMemoryUsedMb() > 0 && usage.getMemoryUsedMb() < usage.getMemoryTotalMb(), usage.toString());
        assertTrue(ProcFiles.ofThisHost().processorTime().orElseThrow().processors() > 0);
    }
}
