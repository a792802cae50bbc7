package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.ByteString;
import io.mr3.shuffle.ShufflePorts;
import java.util.List;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;
import org.junit.jupiter.api.Test;

/** How outputs are named to an attempt whose handler is at port 2. */
class OwnOutputsTest {
    private final OwnOutputs own = new OwnOutputs("here", new ShufflePorts(List.of(1, 2, 3)));

    private static DataMovementEventPayloadProto.Builder output(String host, int port) {
        return DataMovementEventPayloadProto.newBuilder()
                .setHost(host)
                .setPort(port)
                .setPathComponent("attempt_x")
                .setEmptyPartitions(ByteString.copyFromUtf8("empty"))
                .setSpillId(7)
                .setRunDuration(0);
    }

    private static ByteString bytes(String host, int port) {
        return output(host, port).build().toByteString();
    }

    @Test
    void outputsOfThisWorkerNameTheReadersHandler() throws Exception {
        for (int port = 1; port <= 3; port++) {
            assertEquals(
                    output("here", 2).build(),
                    DataMovementEventPayloadProto.parseFrom(own.named(2, bytes("here", port))));
        }
    }

    @Test
    void outputsOfAnAttemptThatKnowsNoHandlerNameTheOneThatServesThem() throws Exception {
        assertEquals(
                output("here", 3).build(),
                DataMovementEventPayloadProto.parseFrom(own.served(3, bytes("here", OwnOutputs.NO_HANDLER))));
        ByteString elsewhere = bytes("elsewhere", OwnOutputs.NO_HANDLER);
        ByteString empty = DataMovementEventPayloadProto.newBuilder()
                .setHost("here")
                .build()
                .toByteString();
        for (ByteString payload :
                List.of(elsewhere, empty, bytes("here", 1), ByteString.copyFromUtf8("of some other edge"))) {
            assertSame(payload, own.served(3, payload));
        }
    }

    @Test
    void whateverElseStaysAsItIs() {
        ByteString nowhere = DataMovementEventPayloadProto.newBuilder()
                .setEmptyPartitions(ByteString.copyFromUtf8("all"))
                .build()
                .toByteString();
        for (ByteString payload : List.of(
                bytes("elsewhere", 1),
                bytes("here", 4),
                bytes("here", 2),
                nowhere,
                ByteString.EMPTY,
                ByteString.copyFromUtf8("of some other edge"))) {
            assertSame(payload, own.named(2, payload));
        }
    }
}
