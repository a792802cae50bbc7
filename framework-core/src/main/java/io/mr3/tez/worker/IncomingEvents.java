package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import io.mr3.rpc.proto.InputData;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.function.UnaryOperator;
import org.apache.tez.dag.records.TezTaskAttemptID;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.events.CompositeRoutedDataMovementEvent;
import org.apache.tez.runtime.api.events.CustomProcessorEvent;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputFailedEvent;
import org.apache.tez.runtime.api.impl.EventMetaData;
import org.apache.tez.runtime.api.impl.EventMetaData.EventProducerConsumerType;
import org.apache.tez.runtime.api.impl.TezEvent;

/** Says to Tez what the wire says to an attempt; each event with a payload buffer of its own. */
final class IncomingEvents {
    private final TezTaskAttemptID attempt;
    private final VertexBlueprint vertex;
    private final UnaryOperator<ByteString> places;

    /**
     * @param places from what is said of an output to what this attempt is told, see {@link OwnOutputs#named}
     */
    IncomingEvents(TezTaskAttemptID attempt, VertexBlueprint vertex, UnaryOperator<ByteString> places) {
        this.attempt = attempt;
        this.vertex = vertex;
        this.places = places;
    }

    /** Tez's form, addressed to the input or the processor that it is for. */
    TezEvent toTez(RoutedEvent event) {
        switch (event.getEventCase()) {
            case INPUT_DATA:
                InputData data = event.getInputData();
                return toInput(inputData(data), data.getInput());
            case OUTPUT:
                return toInput(
                        output(event.getOutput()),
                        vertex.sourceOf(event.getOutput().getOutput().getEdge()));
            case PROCESSOR_PAYLOAD:
                CustomProcessorEvent news = CustomProcessorEvent.create(
                        event.getProcessorPayload().asReadOnlyByteBuffer(), attempt.getId());
                return addressed(news, EventProducerConsumerType.PROCESSOR, null);
            default:
                throw new IllegalArgumentException(
                        "expected an event for an input or the processor of " + attempt + ", got " + event);
        }
    }

    private static Event inputData(InputData data) {
        InputDataInformationEvent event = data.getSerializedPath().isEmpty()
                ? InputDataInformationEvent.createWithSerializedPayload(
                        data.getSourceIndex(), data.getPayload().asReadOnlyByteBuffer())
                : InputDataInformationEvent.createWithSerializedPath(data.getSourceIndex(), data.getSerializedPath());
        event.setTargetIndex(data.getTargetIndex());
        return event;
    }

    private Event output(RoutedOutput routed) {
        OutputEvent output = routed.getOutput();
        switch (output.getKind()) {
            case DATA:
                return DataMovementEvent.create(
                        routed.getSourceIndex(),
                        routed.getTargetIndex(),
                        output.getVersion(),
                        places.apply(output.getPayload()).asReadOnlyByteBuffer());
            case COMPOSITE:
                return CompositeRoutedDataMovementEvent.create(
                        routed.getSourceIndex(),
                        routed.getTargetIndex(),
                        routed.getCount(),
                        output.getVersion(),
                        places.apply(output.getPayload()).asReadOnlyByteBuffer());
            case FAILED_OUTPUT:
                return InputFailedEvent.create(routed.getTargetIndex(), output.getVersion());
            default:
                throw new IllegalArgumentException("expected a kind of output, got " + output.getKind());
        }
    }

    private TezEvent toInput(Event event, String input) {
        return addressed(event, EventProducerConsumerType.INPUT, input);
    }

    private TezEvent addressed(Event event, EventProducerConsumerType target, String peer) {
        EventMetaData address = new EventMetaData(target, vertex.name(), peer, attempt);
        TezEvent tezEvent = new TezEvent(event, address);
        tezEvent.setDestinationInfo(address);
        return tezEvent;
    }
}
