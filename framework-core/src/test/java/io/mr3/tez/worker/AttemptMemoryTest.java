package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.runtime.common.resources.InitialMemoryRequestContext;
import org.apache.tez.runtime.common.resources.InitialMemoryRequestContext.ComponentType;
import org.apache.tez.runtime.library.output.OrderedPartitionedKVOutput;
import org.junit.jupiter.api.Test;

class AttemptMemoryTest {
    private static final long MB = 1L << 20;

    private final AttemptMemory memory = new AttemptMemory();

    @Test
    void dividesTheShareNotTheHeap() {
        Configuration conf = new Configuration(false);
        conf.setLong(AttemptMemory.SHARE_KEY, 100 * MB);
        memory.setConf(conf);
        long given = StreamSupport.stream(
                        memory.assignMemory(1000 * MB, 0, 2, List.of(request("a"), request("b")))
                                .spliterator(),
                        false)
                .mapToLong(Long::longValue)
                .sum();
        assertTrue(given > 50 * MB && given <= 100 * MB, "got " + given);
    }

    @Test
    void refusesToDivideWithoutAShare() {
        memory.setConf(new Configuration(false));
        assertEquals(
                "expected the attempt's share of memory in mr3.task.memory.bytes, got null",
                assertThrows(IllegalStateException.class, () -> memory.assignMemory(MB, 0, 0, List.of()))
                        .getMessage());
    }

    private static InitialMemoryRequestContext request(String vertex) {
        return new InitialMemoryRequestContext(
                500 * MB, OrderedPartitionedKVOutput.class.getName(), ComponentType.OUTPUT, vertex);
    }
}
