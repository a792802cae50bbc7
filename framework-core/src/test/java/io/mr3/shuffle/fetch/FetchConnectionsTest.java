package io.mr3.shuffle.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to a handler that is the test. */
@Timeout(60)
class FetchConnectionsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FetchConnections connections = new FetchConnections(Duration.ofNanos(100), nanos::get);
    private ServerSocket server;
    private String handler;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        handler = "127.0.0.1:" + server.getLocalPort();
    }

    /** What never comes is a failure soon. */
    private Socket accept() throws IOException {
        server.setSoTimeout(10_000);
        Socket accepted = server.accept();
        accepted.setSoTimeout(10_000);
        return accepted;
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private FetchConnection connection() throws IOException {
        FetchConnection connection = connections.connection(new URL("http://" + handler + "/mapOutput?job=j&map=m"));
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        return connection;
    }

    @Test
    void asksOnceAndReadsAsFarAsTheAnswerGoes() throws Exception {
        FetchConnection connection = connection();
        connection.addRequestProperty("UrlHash", "h=");
        connection.connect();
        assertEquals(1, connections.open(handler));
        try (Socket accepted = accept()) {
            accepted.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nName: a\r\nname: b\r\nContent-Length: 3\r\n\r\nabcdef"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream body = connection.getInputStream();
            assertEquals(200, connection.getResponseCode());
            assertEquals("OK", connection.getResponseMessage());
            assertEquals("b", connection.getHeaderField("NAME"));
            assertEquals("Content-Length", connection.getHeaderFieldKey(3));
            assertEquals("3", connection.getHeaderField(3));
            assertEquals("abc", new String(body.readAllBytes(), StandardCharsets.US_ASCII));
            assertEquals(-1, body.read());
            assertEquals(
                    "GET /mapOutput?job=j&map=m HTTP/1.1\r\nHost: " + handler + "\r\nUrlHash: h=\r\n\r\n",
                    new String(accepted.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
        assertEquals(0, connections.open(handler), "closed with the last byte");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    HTTP/1.1 401 Unauthorized;;                | expected outputs from HANDLER, got 'HTTP/1.1 401 Unauthorized'
                    HTTP/1.1 200 OK;Content-Length: 5;;abc     | expected 2 more bytes from HANDLER, the connection was closed
                    HTTP/1.1 200 OK;Content-Length: -5;;       | expected the Content-Length of an answer, got -5
                    HTTP/1.1 200 OK;;                          | expected the Content-Length of an answer, got null
                    HTTP/1.1 200 OK;Content-Length             | the connection was closed before an answer had come
                    HTTP/1.1 200 OK;Content-Length;;           | expected a header 'name: value', got 'Content-Length'
                    SSH-2.0-OpenSSH;                           | expected an answer in HTTP/1, got 'SSH-2.0-OpenSSH'
                    """)
    void saysWhatIsWrongWithAnAnswer(String answer, String expected) throws Exception {
        FetchConnection connection = connection();
        connection.connect();
        try (Socket accepted = accept()) {
            accepted.getOutputStream().write(answer.replace(";", "\r\n").getBytes(StandardCharsets.US_ASCII));
            accepted.shutdownOutput();
            IOException e = assertThrows(
                    IOException.class, () -> connection.getInputStream().readAllBytes());
            assertEquals(expected.replace("HANDLER", handler), e.getMessage());
        }
        assertEquals(0, connections.open(handler));
    }

    @Test
    void headersHaveAnEnd() throws Exception {
        FetchConnection connection = connection();
        connection.connect();
        try (Socket accepted = accept()) {
            accepted.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nx: " + "x".repeat(70_000)).getBytes(StandardCharsets.US_ASCII));
            IOException e = assertThrows(IOException.class, connection::getInputStream);
            assertEquals("expected headers of at most 65536 bytes, got more", e.getMessage());
            assertThrows(IOException.class, connection::getResponseCode, "it does not ask again");
        }
    }

    @Test
    void keepsItsReadTimeout() throws Exception {
        FetchConnection connection = connection();
        connection.setReadTimeout(20);
        assertThrows(SocketTimeoutException.class, connection::getInputStream);
        assertEquals(0, connections.open(handler));
    }

    @Test
    void asksForNothingThatWouldBeReadAsTwoRequests() throws Exception {
        FetchConnection connection = connections.connection(new URL("http://" + handler + "/mapOutput?job=j\r\nX: y"));
        IOException e = assertThrows(IOException.class, connection::getInputStream);
        assertTrue(e.getMessage().startsWith("expected printable characters"), e.getMessage());
    }

    private static final String KEPT = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\n";

    /** Asks over a connection that the handler keeps, and answers by {@code text}; one that is new is returned. */
    private Socket kept(Socket accepted, String text) throws IOException {
        FetchConnection connection = connection();
        connection.connect();
        Socket asked = accepted == null ? accept() : accepted;
        asked.getOutputStream().write((KEPT + text).getBytes(StandardCharsets.US_ASCII));
        assertEquals(text, new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        connection.disconnect();
        return asked;
    }

    @Test
    void requestsFollowEachOtherOverOneConnection() throws Exception {
        try (Socket accepted = kept(null, "abc")) {
            assertEquals(0, connections.open(handler));
            assertEquals(1, connections.resting(handler));
            kept(accepted, "def");
            kept(accepted, "ghi");
            assertEquals(1, connections.resting(handler));
            connections.closeIdle();
            assertEquals(0, connections.resting(handler));
            String asked = new String(accepted.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(3, asked.split("GET ", -1).length - 1, "all over this one, which is closed now");
        }
    }

    @Test
    void aConnectionThatTheHandlerHasClosedMeanwhileIsReplaced() throws Exception {
        kept(null, "abc").close();
        assertEquals(1, connections.resting(handler), "it is not known yet");
        FetchConnection connection = connection();
        connection.connect();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (Socket accepted = accept()) {
            accepted.getOutputStream().write((KEPT + "def").getBytes(StandardCharsets.US_ASCII));
            assertEquals("def", read.join());
        }
    }

    @Test
    void aConnectionThatHasRestedForLongIsNotUsed() throws Exception {
        try (Socket accepted = kept(null, "abc")) {
            nanos.set(Duration.ofSeconds(4).toNanos());
            kept(null, "def").close();
            assertEquals(1, connections.resting(handler));
            accepted.getInputStream().readAllBytes();
        }
    }

    @Test
    void anAnswerThatIsNotReadToItsEndClosesItsConnection() throws Exception {
        FetchConnection connection = connection();
        connection.connect();
        try (Socket accepted = accept()) {
            accepted.getOutputStream().write((KEPT + "abc").getBytes(StandardCharsets.US_ASCII));
            InputStream body = connection.getInputStream();
            assertEquals('a', body.read());
            body.close();
            assertEquals(0, connections.resting(handler));
            accepted.getInputStream().readAllBytes();
        }
    }

    @Test
    void whatRestsIsClosedWhenItsHandlerIsLost() throws Exception {
        try (Socket accepted = kept(null, "abc")) {
            connections.lost(List.of(handler));
            assertEquals(0, connections.resting(handler));
            accepted.getInputStream().readAllBytes();
        }
    }

    @Test
    void whatIsLostIsRefusedForAWhile() throws Exception {
        assertEquals(0, connections.lost(List.of(handler)));
        FetchConnection refused = connection();
        refused.connect();
        IOException e = assertThrows(IOException.class, refused::getInputStream);
        assertEquals("the shuffle handler at " + handler + " is lost", e.getMessage());
        nanos.set(101);
        connection().connect();
        assertEquals(1, connections.open(handler));
    }

    @Test
    void oneThatIsDroppedWhileItIsRefusedEndsAtOnce() throws Exception {
        connections.lost(List.of(handler));
        FetchConnection refused = connection();
        refused.connect();
        refused.disconnect();
        long began = System.nanoTime();
        assertThrows(IOException.class, refused::getInputStream);
        assertTrue(System.nanoTime() - began < 400_000_000L, "it would be refused after half a second");
    }

    @Test
    void onlyConnectionsToLostHandlersAreClosed() throws Exception {
        FetchConnection connection = connection();
        connection.connect();
        assertEquals(0, connections.lost(List.of("127.0.0.1:1", "127.0.0.2:" + server.getLocalPort())));
        assertEquals(1, connections.open(handler));
        assertEquals(1, connections.lost(List.of(handler)));
        assertEquals(0, connections.open(handler));
        assertEquals(
                "the shuffle handler at " + handler + " is lost",
                assertThrows(IOException.class, connection::getInputStream).getMessage());
    }

    @Test
    void oneThatIsLostBeforeItConnectsSaysSo() throws Exception {
        FetchConnection connection = connection();
        connection.lose();
        connection.connect();
        assertEquals(
                "the shuffle handler at " + handler + " is lost",
                assertThrows(IOException.class, connection::getInputStream).getMessage());
    }

    @Test
    void aFailedConnectIsTheNetworksAndMayBeTriedAgain() throws Exception {
        server.close();
        FetchConnection connection = connection();
        assertThrows(IOException.class, connection::connect);
        assertEquals(0, connections.open(handler));
        server = new ServerSocket(server.getLocalPort(), 50, InetAddress.getByName("127.0.0.1"));
        connection.connect();
        assertEquals(1, connections.open(handler));
    }
}
