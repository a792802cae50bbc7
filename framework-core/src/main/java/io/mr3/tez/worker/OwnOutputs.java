package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.shuffle.ShufflePorts;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;

/**
 * Which outputs lie in this worker, whichever of its shuffle handlers they name.
 *
 * @param host that outputs of this worker name
 * @param ports of its handlers, one of which each names
 */
record OwnOutputs(String host, ShufflePorts ports) {
    /** Whether what is said of an output places it here. */
    boolean include(DataMovementEventPayloadProto output) {
        return output.getHost().equals(host) && ports.include(output.getPort());
    }

    /** What an attempt takes for its handler's port if it is to read no output from the disk itself: no handler is there. */
    static final int NO_HANDLER = 0;

    /**
     * What others are told of an output of an attempt of this worker, which may have taken {@link #NO_HANDLER} for its handler.
     *
     * @param handler port of the handler that serves it
     * @param payload of the event; unchanged if it names a handler, or is none of Tez's shuffle
     */
    ByteString served(int handler, ByteString payload) {
        try {
            DataMovementEventPayloadProto output = DataMovementEventPayloadProto.parseFrom(payload);
            boolean asIs = !output.getHost().equals(host) || !output.hasPort() || output.getPort() != NO_HANDLER;
            return asIs ? payload : output.toBuilder().setPort(handler).build().toByteString();
        } catch (InvalidProtocolBufferException e) {
            return payload;
        }
    }

    /**
     * What an attempt of this worker is told of an output. Tez reads from the disk only what names the reader's own handler, so
     * outputs of this worker name that one.
     *
     * @param handler port of the reader's
     * @param payload of the event; unchanged if it places the output elsewhere, or is none of Tez's shuffle
     */
    ByteString named(int handler, ByteString payload) {
        if (ports.ports().size() == 1) {
            return payload;
        }
        try {
            DataMovementEventPayloadProto output = DataMovementEventPayloadProto.parseFrom(payload);
            boolean asIs = !include(output) || output.getPort() == handler;
            return asIs ? payload : output.toBuilder().setPort(handler).build().toByteString();
        } catch (InvalidProtocolBufferException e) {
            return payload;
        }
    }
}
