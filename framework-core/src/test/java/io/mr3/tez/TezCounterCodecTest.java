package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.CounterGroups;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.CounterGroup;
import java.util.List;
import org.apache.tez.common.counters.FileSystemCounter;
import org.apache.tez.common.counters.TaskCounter;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.DagTypeConverters;
import org.junit.jupiter.api.Test;

class TezCounterCodecTest {
    private static TezCounters counted() {
        TezCounters counters = new TezCounters();
        counters.findCounter(TaskCounter.CPU_MILLISECONDS).setValue(17);
        counters.findCounter("hdfs", FileSystemCounter.BYTES_READ).setValue(4096);
        counters.findCounter("HIVE", "RECORDS_OUT_1_out").setValue(3);
        return counters;
    }

    @Test
    void everyKindOfTezCounterSurvivesTheWayToTheClient() {
        List<CounterGroup> wire = TezCounterCodec.toWire(counted());

        assertEquals(counted(), DagTypeConverters.convertTezCountersFromProto(TezCounterCodec.toTez(wire)));
    }

    @Test
    void sumsOfAttemptsReachTheClient() {
        Counters sum = TezCounterCodec.toCounters(counted());
        sum.addAll(CounterGroups.read(TezCounterCodec.toWire(counted())));

        TezCounters seen =
                DagTypeConverters.convertTezCountersFromProto(TezCounterCodec.toTez(CounterGroups.write(sum)));

        assertEquals(34, seen.findCounter(TaskCounter.CPU_MILLISECONDS).getValue());
        assertEquals(
                8192, seen.findCounter("HDFS", FileSystemCounter.BYTES_READ).getValue());
        assertEquals(6, seen.findCounter("HIVE", "RECORDS_OUT_1_out").getValue());
    }
}
