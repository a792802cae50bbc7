package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.MessageLite;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.PurgeApplication;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Wire wire = new Wire();
    private final Node node = new Node("n1", 0);
    private final Outbox outbox = new Outbox();

    @BeforeEach
    void connect() {
        node.link = new AgentLink(wire, 1);
    }

    private void launch(long worker) {
        outbox.order(
                node,
                AgentOrder.newBuilder()
                        .setLaunch(Launch.newBuilder().setContainer(new ContainerId("app-1", worker).toMessage())));
    }

    private void stop(long worker) {
        outbox.order(
                node,
                AgentOrder.newBuilder()
                        .setStop(
                                StopContainer.newBuilder().setContainer(new ContainerId("app-1", worker).toMessage())));
    }

    @Test
    void ordersToEndGoBeforeLaunchesOfTheSameTurn() {
        launch(1);
        stop(2);
        launch(3);
        stop(4);
        outbox.flush();
        assertEquals(List.of("stop 2, stop 4, launch 1, launch 3"), wire.sent);
    }

    @Test
    void anEndStaysBehindTheLaunchOfTheSameWorker() {
        launch(1);
        stop(1);
        outbox.order(node, AgentOrder.newBuilder().setPurge(PurgeApplication.getDefaultInstance()));
        stop(2);
        launch(2);
        outbox.flush();
        assertEquals(List.of("stop 2, launch 1, stop 1, PURGE, launch 2"), wire.sent);
    }

    @Test
    void eachTurnIsAMessageOfItsOwn() {
        launch(1);
        outbox.flush();
        stop(2);
        outbox.flush();
        outbox.flush();
        assertEquals(List.of("launch 1", "stop 2"), wire.sent);
    }

    @Test
    void anAgentThatIsAwayIsNotTold() {
        node.link = null;
        stop(1);
        node.link = new AgentLink(wire, 1);
        outbox.flush();
        assertEquals(List.of(), wire.sent, "nothing: it tells all when it registers");
    }

    /** What went out, a line for each message. */
    private static final class Wire implements Connection {
        private final List<String> sent = new ArrayList<>();

        @Override
        public void send(MessageLite message) {
            List<String> orders = new ArrayList<>();
            for (AgentOrder order : ((ToAgent) message).getOrders().getOrdersList()) {
                orders.add(
                        switch (order.getOrderCase()) {
                            case LAUNCH ->
                                "launch " + order.getLaunch().getContainer().getWorker();
                            case STOP ->
                                "stop " + order.getStop().getContainer().getWorker();
                            default -> order.getOrderCase().toString();
                        });
            }
            sent.add(String.join(", ", orders));
        }

        @Override
        public void close(String reason) {}

        @Override
        public String peer() {
            return "n1";
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }
}
