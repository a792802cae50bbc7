package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.InitializerEvent;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.TaskEvent;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.events.CompositeDataMovementEvent;
import org.apache.tez.runtime.api.events.DataMovementEvent;
import org.apache.tez.runtime.api.events.InputFailedEvent;
import org.apache.tez.runtime.api.events.InputInitializerEvent;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.api.events.VertexManagerEvent;
import org.apache.tez.runtime.api.impl.TezEvent;

/** Says on the wire what an attempt's inputs, outputs and processor say to Tez. */
final class OutgoingEvents {
    private final AttemptId attempt;
    private final VertexBlueprint vertex;
    private final UnaryOperator<ByteString> places;

    /** @param places from what the attempt says of its outputs to what others are told, see {@link OwnOutputs#served} */
    OutgoingEvents(AttemptId attempt, VertexBlueprint vertex, UnaryOperator<ByteString> places) {
        this.attempt = attempt;
        this.vertex = vertex;
        this.places = places;
    }

    /**
     * The wire form.
     *
     * @throws IllegalArgumentException for an event that a task has no business sending
     */
    TaskEvent toWire(TezEvent tezEvent) {
        Event event = tezEvent.getEvent();
        String peer = tezEvent.getSourceInfo().getEdgeVertexName();
        TaskEvent.Builder wire = TaskEvent.newBuilder();
        if (event instanceof CompositeDataMovementEvent data) {
            wire.setOutput(output(peer, OutputKind.COMPOSITE)
                    .setIndex(data.getSourceIndexStart())
                    .setCount(data.getCount())
                    .setPayload(places.apply(bytes(data.getUserPayload()))));
        } else if (event instanceof DataMovementEvent data) {
            wire.setOutput(output(peer, OutputKind.DATA)
                    .setIndex(data.getSourceIndex())
                    .setCount(1)
                    .setPayload(places.apply(bytes(data.getUserPayload()))));
        } else if (event instanceof InputFailedEvent) {
            wire.setOutput(output(peer, OutputKind.FAILED_OUTPUT));
        } else if (event instanceof VertexManagerEvent news) {
            wire.setVertexManager(io.mr3.rpc.proto.VertexManagerEvent.newBuilder()
                    .setTargetVertex(news.getTargetVertexName())
                    .setPayload(bytes(news.getUserPayload())));
        } else if (event instanceof InputInitializerEvent news) {
            wire.setInitializer(InitializerEvent.newBuilder()
                    .setTargetVertex(news.getTargetVertexName())
                    .setTargetInput(news.getTargetInputName())
                    .setPayload(bytes(news.getUserPayload())));
        } else if (event instanceof InputReadErrorEvent error) {
            wire.setReadError(readError(peer, error));
        } else {
            throw new IllegalArgumentException("expected an event that a task may send, got "
                    + event.getClass().getName() + " from " + attempt);
        }
        return wire.build();
    }

    private OutputEvent.Builder output(String destination, OutputKind kind) {
        return OutputEvent.newBuilder()
                .setEdge(vertex.edgeTo(destination))
                .setKind(kind)
                .setSourceTask(attempt.task().index())
                .setVersion(attempt.number());
    }

    private ReadError.Builder readError(String source, InputReadErrorEvent error) {
        ReadError.Builder wire = ReadError.newBuilder()
                .setEdge(vertex.edgeFrom(source))
                .setInputIndex(error.getIndex())
                .setVersion(error.getVersion())
                .setFailures(error.getNumFailures())
                .setLocalFetch(error.isLocalFetch())
                .setDiskErrorAtSource(error.isDiskErrorAtSource());
        if (error.getDiagnostics() != null) {
            wire.setDiagnostics(error.getDiagnostics());
        }
        if (error.getDestinationLocalhostName() != null) {
            wire.setDestinationHost(error.getDestinationLocalhostName());
        }
        return wire;
    }

    private static ByteString bytes(ByteBuffer payload) {
        return payload == null ? ByteString.EMPTY : ByteString.copyFrom(payload.duplicate());
    }
}
