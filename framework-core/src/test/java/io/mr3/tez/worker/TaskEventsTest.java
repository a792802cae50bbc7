package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.InputData;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.rpc.proto.TaskEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.events.CompositeDataMovementEvent;
import org.apache.tez.runtime.api.events.CompositeRoutedDataMovementEvent;
import org.apache.tez.runtime.api.events.CustomProcessorEvent;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputFailedEvent;
import org.apache.tez.runtime.api.events.InputInitializerEvent;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.api.events.VertexManagerEvent;
import org.apache.tez.runtime.api.impl.EventMetaData;
import org.apache.tez.runtime.api.impl.EventMetaData.EventProducerConsumerType;
import org.apache.tez.runtime.api.impl.TezEvent;
import org.junit.jupiter.api.Test;

/** Each kind of event, from Tez to the wire and from the wire to Tez. */
class TaskEventsTest {
    private static final ByteString PAYLOAD = ByteString.copyFromUtf8("payload");

    private final VertexBlueprint producer = new VertexBlueprint(
            TestTasks.producer(TestProcessors.Words.class, TestTasks.ordered()).getRegisterVertex());
    private final VertexBlueprint consumer = new VertexBlueprint(
            TestTasks.consumer(TestProcessors.GroupSums.class, TestTasks.ordered(), ScatterGather.plain(2), 2)
                    .getRegisterVertex());
    private final OutgoingEvents fromProducer =
            new OutgoingEvents(TestTasks.attempt(0, 4, 2), producer, output -> output);
    private final OutgoingEvents fromConsumer =
            new OutgoingEvents(TestTasks.attempt(1, 0, 1), consumer, output -> output);
    private final TezTaskAttemptID consumerId =
            TezTaskAttemptID.fromString(TestTasks.attempt(1, 0, 1).toString());
    private final IncomingEvents toConsumer = new IncomingEvents(consumerId, consumer, output -> output);

    @Test
    void outputsNameEdgeTaskAndVersion() {
        OutputEvent composite =
                sent(CompositeDataMovementEvent.create(3, 5, buffer())).getOutput();
        assertEquals(
                output(OutputKind.COMPOSITE)
                        .setIndex(3)
                        .setCount(5)
                        .setPayload(PAYLOAD)
                        .build(),
                composite);
        assertEquals(
                output(OutputKind.DATA)
                        .setIndex(6)
                        .setCount(1)
                        .setPayload(PAYLOAD)
                        .build(),
                sent(DataMovementEvent.create(6, buffer())).getOutput());
        assertEquals(
                output(OutputKind.FAILED_OUTPUT).build(),
                sent(InputFailedEvent.create(0, 2)).getOutput());
    }

    @Test
    void eventsToManagersAndInitialisersNameTheirTarget() {
        assertEquals(
                io.mr3.rpc.proto.VertexManagerEvent.newBuilder()
                        .setTargetVertex("v")
                        .setPayload(PAYLOAD)
                        .build(),
                sent(VertexManagerEvent.create("v", buffer())).getVertexManager());
        assertEquals(
                io.mr3.rpc.proto.InitializerEvent.newBuilder()
                        .setTargetVertex("v")
                        .setTargetInput("in")
                        .setPayload(PAYLOAD)
                        .build(),
                sent(InputInitializerEvent.create("v", "in", buffer())).getInitializer());
    }

    @Test
    void readErrorsNameTheEdge() {
        TezEvent error = new TezEvent(
                InputReadErrorEvent.create("gone", 7, 1, 3, true, false, "host-b"),
                new EventMetaData(EventProducerConsumerType.INPUT, "consumer", "producer", consumerId));
        assertEquals(
                ReadError.newBuilder()
                        .setEdge(TestTasks.EDGE)
                        .setInputIndex(7)
                        .setVersion(1)
                        .setDiagnostics("gone")
                        .setFailures(3)
                        .setLocalFetch(true)
                        .setDestinationHost("host-b")
                        .build(),
                fromConsumer.toWire(error).getReadError());
    }

    @Test
    void refusesWhatATaskHasNoBusinessSending() {
        assertThrows(IllegalArgumentException.class, () -> sent(CustomProcessorEvent.create(buffer())));
        TezEvent toNobody = new TezEvent(
                DataMovementEvent.create(0, buffer()),
                new EventMetaData(EventProducerConsumerType.OUTPUT, "producer", "stranger", null));
        assertEquals(
                "expected a destination of vertex producer, got stranger",
                assertThrows(IllegalArgumentException.class, () -> fromProducer.toWire(toNobody))
                        .getMessage());
    }

    @Test
    void outputsReachTheInputOfTheirEdge() {
        CompositeRoutedDataMovementEvent composite =
                assertInstanceOf(CompositeRoutedDataMovementEvent.class, received(OutputKind.COMPOSITE, "producer"));
        assertEquals(1, composite.getSourceIndex());
        assertEquals(8, composite.getTargetIndex());
        assertEquals(3, composite.getCount());
        assertEquals(2, composite.getVersion());
        assertEquals(PAYLOAD, ByteString.copyFrom(composite.getUserPayload()));

        DataMovementEvent data = assertInstanceOf(DataMovementEvent.class, received(OutputKind.DATA, "producer"));
        assertEquals(1, data.getSourceIndex());
        assertEquals(8, data.getTargetIndex());
        assertEquals(2, data.getVersion());

        InputFailedEvent failed =
                assertInstanceOf(InputFailedEvent.class, received(OutputKind.FAILED_OUTPUT, "producer"));
        assertEquals(8, failed.getTargetIndex());
        assertEquals(2, failed.getVersion());
    }

    @Test
    void eachReaderHasAPayloadOfItsOwn() {
        RoutedEvent event = RoutedEvent.newBuilder()
                .setInputData(InputData.newBuilder().setInput("in").setPayload(PAYLOAD))
                .build();
        InputDataInformationEvent first =
                (InputDataInformationEvent) toConsumer.toTez(event).getEvent();
        first.getUserPayload().position(3);
        InputDataInformationEvent second =
                (InputDataInformationEvent) toConsumer.toTez(event).getEvent();
        assertEquals(PAYLOAD, ByteString.copyFrom(second.getUserPayload()));
    }

    @Test
    void rootInputDataComesWithPayloadOrPath() {
        InputData data = InputData.newBuilder()
                .setInput("in")
                .setSourceIndex(4)
                .setTargetIndex(5)
                .setSerializedPath("/splits/4")
                .build();
        TezEvent event =
                toConsumer.toTez(RoutedEvent.newBuilder().setInputData(data).build());
        InputDataInformationEvent info = (InputDataInformationEvent) event.getEvent();
        assertEquals("in", event.getDestinationInfo().getEdgeVertexName());
        assertEquals(4, info.getSourceIndex());
        assertEquals(5, info.getTargetIndex());
        assertEquals("/splits/4", info.getSerializedPath());
        assertNull(info.getUserPayload());
    }

    @Test
    void processorEventsReachTheProcessor() {
        TezEvent event = toConsumer.toTez(
                RoutedEvent.newBuilder().setProcessorPayload(PAYLOAD).build());
        assertEquals(
                EventProducerConsumerType.PROCESSOR, event.getDestinationInfo().getEventGenerator());
        CustomProcessorEvent custom = (CustomProcessorEvent) event.getEvent();
        assertEquals(PAYLOAD, ByteString.copyFrom(custom.getPayload()));
        assertEquals(1, custom.getVersion());
    }

    @Test
    void aTemplateThatIsNoneIsRefusedInOneLine() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new VertexBlueprint(io.mr3.rpc.proto.RegisterVertex.newBuilder()
                                .setName("v")
                                .setTemplate(ByteString.copyFrom("\u0001\u0002\u0003", StandardCharsets.ISO_8859_1))
                                .build()))
                .getMessage();
        assertEquals(0, message.indexOf("expected a template of vertex v, got bytes that are none"), message);
    }

    private TaskEvent sent(Event event) {
        return fromProducer.toWire(
                new TezEvent(event, new EventMetaData(EventProducerConsumerType.OUTPUT, "producer", "consumer", null)));
    }

    private Event received(OutputKind kind, String input) {
        TezEvent event = toConsumer.toTez(RoutedEvent.newBuilder()
                .setOutput(RoutedOutput.newBuilder()
                        .setOutput(output(kind).setPayload(PAYLOAD))
                        .setSourceIndex(1)
                        .setTargetIndex(8)
                        .setCount(3))
                .build());
        assertEquals(EventProducerConsumerType.INPUT, event.getDestinationInfo().getEventGenerator());
        assertEquals(input, event.getDestinationInfo().getEdgeVertexName());
        assertEquals(consumerId, event.getDestinationInfo().getTaskAttemptID());
        return event.getEvent();
    }

    private static OutputEvent.Builder output(OutputKind kind) {
        return OutputEvent.newBuilder()
                .setEdge(TestTasks.EDGE)
                .setKind(kind)
                .setSourceTask(4)
                .setVersion(2);
    }

    private static ByteBuffer buffer() {
        return PAYLOAD.asReadOnlyByteBuffer();
    }
}
