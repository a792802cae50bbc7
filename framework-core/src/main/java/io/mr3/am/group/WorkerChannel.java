package io.mr3.am.group;

import com.google.protobuf.MessageLite;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.ToWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The way to one worker: collects orders and sends them as one message when the turn ends. Owned by the group's
 * mailbox.
 */
final class WorkerChannel {
    /** Orders beyond this go into a message of their own, so that messages stay far below the largest frame. */
    private static final long MESSAGE_BYTES = 8 << 20;

    private final WorkerId worker;
    private final Connection connection;
    private final List<Outgoing> outgoing = new ArrayList<>();
    private boolean answers;
    /** Set by the group that has the worker; read on event loops. */
    private volatile Ear ear;

    /** Who hears what comes over it; from any thread. */
    interface Ear {
        void received(WorkerChannel channel, FromWorker message);

        void closed(WorkerChannel channel, String reason);
    }

    WorkerChannel(WorkerId worker, Connection connection, Ear ear) {
        this.ear = ear;
        this.worker = worker;
        this.connection = connection;
    }

    /**
     * An order on its way.
     *
     * @param dag whose it is; null for the group's own
     */
    private record Outgoing(DagId dag, Order order) {}

    WorkerId worker() {
        return worker;
    }

    void order(DagId dag, Order order) {
        outgoing.add(new Outgoing(dag, order));
    }

    /** Lets the worker hear that it was heard, if only by a message without orders. */
    void answer() {
        answers = true;
    }

    /** Who is to hear it from now on. */
    void heardBy(Ear other) {
        ear = other;
    }

    Ear ear() {
        return ear;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    void close(String reason) {
        connection.close(reason);
    }

    /**
     * Sends what has been collected.
     *
     * @param onTooLarge told of the DAG and the reason when one of its orders is larger than a frame may be
     */
    void flush(BiConsumer<DagId, String> onTooLarge) {
        ToWorker.Builder message = ToWorker.newBuilder();
        long bytes = 0;
        DagId last = null;
        for (Outgoing next : outgoing) {
            int size = next.order.getSerializedSize();
            if (bytes + size > MESSAGE_BYTES && bytes > 0) {
                send(message.build(), last, onTooLarge);
                message.clear();
                bytes = 0;
            }
            message.addOrders(next.order);
            bytes += size;
            last = next.dag;
        }
        outgoing.clear();
        if (bytes > 0 || answers) {
            send(message.build(), last, onTooLarge);
        }
        answers = false;
    }

    /** Only a message of a single order can be too large: that of {@code dag}. */
    private void send(MessageLite message, DagId dag, BiConsumer<DagId, String> onTooLarge) {
        try {
            connection.send(message);
        } catch (IllegalArgumentException e) {
            onTooLarge.accept(dag, "an order for " + worker + " cannot be sent: " + e.getMessage());
        }
    }
}
