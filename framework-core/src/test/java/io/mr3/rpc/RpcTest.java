package io.mr3.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.StringValue;
import io.mr3.mailbox.DaemonThreads;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages between peers that know each other. */
class RpcTest extends RpcFixture {
    @Test
    void messagesTravelBothWaysAndEachSideKnowsTheOther() throws Exception {
        Inbox inbox = new Inbox();
        Connection connection = connect("echo", "worker-1", inbox);
        connection.send(StringValue.of("ping"));
        Await.until(() -> inbox.received.size() == 2);
        assertEquals(List.of("hello worker-1 from echo", "ping"), inbox.received);
        assertEquals("am", connection.peer());
        assertEquals("worker-1", echo.connections.get(0).peer());
        String client = echo.connections.get(0).remoteAddress();
        assertTrue(client.matches("127\\.0\\.0\\.1:[0-9]+"), client);

        echo.connections.get(0).send(StringValue.of("unasked"));
        Await.until(() -> inbox.received.contains("unasked"));
    }

    @Test
    void onePortServesServicesByName() throws Exception {
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        connect("echo", "c", one);
        connect("other", "c", two);
        Await.until(() -> one.received.size() == 1 && two.received.size() == 1);
        assertEquals(List.of("hello c from echo"), one.received);
        assertEquals(List.of("hello c from other"), two.received);
    }

    @Test
    void manyMessagesArriveInOrder() throws Exception {
        Inbox inbox = new Inbox();
        List<String> sent = IntStream.range(0, 50_000).mapToObj(i -> "m" + i).toList();
        // collected here, since a copy-on-write list is slow for so many
        List<String> received = new ArrayList<>(50_001);
        Connection connection = RpcClient.connect(
                        SETTINGS,
                        server.address(),
                        secret,
                        "echo",
                        "c",
                        StringValue.parser(),
                        c -> new Collector(received))
                .get();
        sent.forEach(text -> connection.send(StringValue.of(text)));
        Await.until(() -> sizeOf(received) == sent.size() + 1);
        assertEquals(sent, received.subList(1, received.size()));
        Await.until(() -> connection.queuedBytes() == 0);
        assertEquals(List.of(), inbox.closed);
    }

    private static int sizeOf(List<String> list) {
        synchronized (list) {
            return list.size();
        }
    }

    private record Collector(List<String> received) implements ConnectionHandler<StringValue> {
        @Override
        public void received(StringValue message) {
            synchronized (received) {
                received.add(message.getValue());
            }
        }

        @Override
        public void closed(String reason) {}
    }

    @Test
    void eachSenderThreadKeepsItsOrder() throws Exception {
        List<String> received = new ArrayList<>();
        Connection connection = RpcClient.connect(
                        SETTINGS,
                        server.address(),
                        secret,
                        "echo",
                        "c",
                        StringValue.parser(),
                        c -> new Collector(received))
                .get();
        List<Thread> senders = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            senders.add(new DaemonThreads("sender").newThread(() -> IntStream.range(0, 5_000)
                    .forEach(i -> connection.send(StringValue.of(name + i)))));
        }
        senders.forEach(Thread::start);
        Await.until(() -> sizeOf(received) == 15_001);
        for (String name : List.of("a", "b", "c")) {
            assertEquals(
                    IntStream.range(0, 5_000).mapToObj(i -> name + i).toList(),
                    received.stream().filter(text -> text.startsWith(name)).toList());
        }
    }

    @Test
    void messageOfTheLargestSizeTravelsAndALargerOneIsRefusedAtTheSender() throws Exception {
        Inbox inbox = new Inbox();
        Connection connection = connect("echo", "c", inbox);
        int overhead = StringValue.of("x".repeat(MAX_FRAME)).getSerializedSize() - MAX_FRAME;
        String largest = "x".repeat(MAX_FRAME - overhead);
        connection.send(StringValue.of(largest));
        Await.until(() -> inbox.received.size() == 2);
        assertEquals(largest, inbox.received.get(1));
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> connection.send(StringValue.of(largest + "x")));
        assertEquals("message to am: expected at most 1048576 bytes, got StringValue of 1048577", error.getMessage());
        assertTrue(connection.isOpen());
    }

    @Test
    void closeDeliversWhatWasSentBeforeAndTellsBothSidesOnce() throws Exception {
        Inbox inbox = new Inbox();
        connect("echo", "c", inbox);
        Await.until(() -> echo.connections.size() == 1);
        Connection fromServer = echo.connections.get(0);
        IntStream.range(0, 1000).forEach(i -> fromServer.send(StringValue.of("m" + i)));
        fromServer.close("enough");
        assertFalse(fromServer.isOpen());
        fromServer.send(StringValue.of("too late"));
        fromServer.close("again");
        Await.until(() -> !inbox.closed.isEmpty() && !echo.closed.isEmpty());
        assertEquals(1001, inbox.received.size());
        assertEquals("m999", inbox.received.get(1000));
        assertEquals(List.of("peer closed the connection"), inbox.closed);
        assertEquals(List.of("c: enough"), echo.closed);
    }

    @Test
    void serverThatClosesEndsItsConnectionsAndFreesThePort() throws Exception {
        Inbox inbox = new Inbox();
        Connection connection = connect("echo", "c", inbox);
        echo.connections.get(0).send(StringValue.of("good-bye"));
        server.close();
        Await.until(() -> !inbox.closed.isEmpty() && !echo.closed.isEmpty());
        assertEquals(List.of("c: server closes"), echo.closed);
        assertEquals(List.of("hello c from echo", "good-bye"), inbox.received);
        assertFalse(connection.isOpen());
        connection.send(StringValue.of("ignored"));
        assertTrue(refusal(secret, "echo", "c").contains("cannot connect"));
        server = start(SETTINGS.listeningOn("127.0.0.1", server.address().getPort()));
        assertStillServes();
    }

    @Test
    void portInUseIsOneClearLine() {
        RpcSettings taken = SETTINGS.listeningOn("127.0.0.1", server.address().getPort());
        IOException error = assertThrows(IOException.class, () -> start(taken));
        assertTrue(
                error.getMessage().startsWith("cannot listen on 127.0.0.1:" + taken.port() + ": "), error.getMessage());
    }

    @Test
    void handlerThatThrowsLosesItsConnectionOnly() throws Exception {
        Inbox bad = new Inbox();
        connect("echo", "bad", bad).send(StringValue.of("fail"));
        Await.until(() -> !bad.closed.isEmpty() && !echo.closed.isEmpty());
        assertEquals(
                List.of("bad: a message could not be handled: java.lang.IllegalStateException: planned"), echo.closed);
        assertStillServes();
    }

    @Test
    void peerThatDoesNotReadIsSeenAndClosedWhenTooMuchWaits() throws Exception {
        try (RawPeer deaf = new RawPeer(server.address())) {
            deaf.shakeHands(secret);
            Await.until(() -> echo.connections.size() == 1);
            Connection toDeaf = echo.connections.get(0);
            StringValue large = StringValue.of("x".repeat(MAX_FRAME / 2));
            long most = 0;
            while (toDeaf.isOpen()) {
                toDeaf.send(large);
                most = Math.max(most, toDeaf.queuedBytes());
            }
            assertTrue(most > SETTINGS.maxQueuedBytes() / 2, "most " + most);
            Await.until(() -> !echo.closed.isEmpty());
            assertTrue(echo.closed.get(0).startsWith("raw: peer does not read: "), echo.closed.get(0));
        }
        assertStillServes();
    }

    @Test
    void peerThatDoesNotReadForLongIsClosed() throws Exception {
        RpcSettings impatient = new RpcSettings(
                "127.0.0.1",
                0,
                MAX_FRAME,
                32,
                64L << 20,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMillis(50));
        try (RpcServer strict = start(impatient);
                RawPeer deaf = new RawPeer(strict.address())) {
            deaf.shakeHands(secret);
            Await.until(() -> echo.connections.size() == 1);
            StringValue large = StringValue.of("x".repeat(MAX_FRAME / 2));
            IntStream.range(0, 40).forEach(i -> echo.connections.get(0).send(large));
            Await.until(() -> !echo.closed.isEmpty());
            assertEquals(List.of("raw: peer has not read for PT0.05S"), echo.closed);
        }
    }
}
