package io.mr3.tez.shuffle;

import io.mr3.common.DagId;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.events.CompositeRoutedDataMovementEvent;
import org.apache.tez.runtime.library.api.TezRuntimeConfiguration;
import org.apache.tez.runtime.library.input.OrderedGroupedKVInput;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;

/** Tez's inputs as consumers start them. */
final class TezInputs {
    private TezInputs() {}

    /** @param sent receives the events of the input, read errors among them */
    static OrderedGroupedKVInput ordered(
            DagId dag, Configuration conf, Path workDir, int inputs, ConcurrentLinkedQueue<Event> sent)
            throws Exception {
        Configuration ordered = new Configuration(conf);
        ordered.set(TezRuntimeConfiguration.TEZ_RUNTIME_KEY_CLASS, Text.class.getName());
        ordered.set(TezRuntimeConfiguration.TEZ_RUNTIME_VALUE_CLASS, IntWritable.class.getName());
        OrderedGroupedKVInput input =
                new OrderedGroupedKVInput(ConsumerContext.of(dag, ordered, workDir, sent), inputs);
        input.initialize();
        input.start();
        return input;
    }

    /** The event by which a consumer of {@code count} partitions hears of an output. */
    static Event finished(String host, int port, String output, int firstPartition, int inputIndex, int count) {
        DataMovementEventPayloadProto payload = DataMovementEventPayloadProto.newBuilder()
                .setHost(host)
                .setPort(port)
                .setPathComponent(output)
                .setRunDuration(0)
                .build();
        return CompositeRoutedDataMovementEvent.create(
                firstPartition, inputIndex, count, 0, payload.toByteString().asReadOnlyByteBuffer());
    }
}
