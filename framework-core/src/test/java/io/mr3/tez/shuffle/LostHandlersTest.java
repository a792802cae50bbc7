package io.mr3.tez.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTaskAttempt;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.shuffle.ShuffleServer;
import io.mr3.shuffle.ShuffleSettings;
import io.mr3.shuffle.fetch.FetchUrls;
import io.mr3.testkit.Await;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.library.common.security.SecureShuffleUtils;
import org.apache.tez.runtime.library.input.OrderedGroupedKVInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tez's fetchers on one side, on the other handlers that accept connections and then hang, and a daemon that says they are lost. */
@Timeout(60)
class LostHandlersTest {
    private static final DagId DAG = new DagId(new AppId(1700000000000L, 12), 5);
    private static final String OUTPUT = "attempt_1700000000000_0012_5_00_000000_0_10003";
    /** Nothing else in this JVM is there, so that what is called lost is lost for these tests alone. */
    private static final String HOST = "127.0.0.7";

    @TempDir
    Path disk;

    private final ExecutorService fetchers = Executors.newCachedThreadPool();
    private final DaemonTaskAttempt daemon = new ShuffleDaemon()
            .createAttempt(new DaemonSettings("shuffle", ShuffleDaemon.payload(ShuffleSettings.DEFAULT, 1)));
    private Configuration conf;
    private ServerSocket hanging;

    @BeforeAll
    static void install() {
        FetchUrls.install();
    }

    @BeforeEach
    void start() throws Exception {
        conf = TezOutput.configuration(List.of(disk));
        hanging = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        hanging.setSoTimeout(10_000);
        daemon.initialize(new Here());
        say("+", hanging.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        fetchers.shutdownNow();
        hanging.close();
        daemon.close();
    }

    /** A worker on this host. */
    private static final class Here implements DaemonTaskAttempt.Context {
        @Override
        public String worker() {
            return "worker-1";
        }

        @Override
        public String host() {
            return "localhost";
        }

        @Override
        public int slots() {
            return 1;
        }

        @Override
        public long taskMemoryBytes() {
            return 1 << 20;
        }

        @Override
        public long cacheBytes() {
            return 0;
        }

        @Override
        public void send(ByteString message) {
            throw new AssertionError("a shuffle handler tells its DaemonTask nothing");
        }

        @Override
        public void fail(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private void say(String what, int port) throws Exception {
        daemon.handle(ByteString.copyFromUtf8(what + " worker-9 " + HOST + ":1," + HOST + ":" + port));
    }

    private Future<TezFetch> fetching(int port, boolean keepAlive) {
        return fetchers.submit(() -> TezFetch.of(
                ConsumerContext.of(DAG, conf, disk, new ConcurrentLinkedQueue<>()),
                conf,
                keepAlive,
                ConsumerContext.SECRET,
                HOST,
                port,
                0,
                1,
                List.of(OUTPUT)));
    }

    /** After this it waits for an answer; returns the hash that the answer has to sign. */
    private static String readRequest(Socket connection) throws Exception {
        connection.setSoTimeout(10_000);
        BufferedReader request =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        assertTrue(request.readLine()
                .startsWith("GET /mapOutput?job=job_1700000000000_0012&dag=5&reduce=0&map=" + OUTPUT));
        String hash = null;
        for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
            if (line.startsWith("UrlHash: ")) {
                hash = line.substring("UrlHash: ".length());
            }
        }
        return hash;
    }

    private static void failsAtOnce(Future<TezFetch> fetch) throws Exception {
        TezFetch ended = fetch.get(1, TimeUnit.SECONDS);
        assertTrue(ended.fetched.isEmpty());
        assertEquals(1, ended.failed.size());
        assertEquals(OUTPUT, ended.failed.peek().getInputAttemptIdentifier().getPathComponent());
        assertFalse(ended.failed.peek().isDiskErrorAtSource());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFetcherThatWaitsForAnAnswerFailsAtOnce(boolean keepAlive) throws Exception {
        Future<TezFetch> fetch = fetching(hanging.getLocalPort(), keepAlive);
        try (Socket connection = hanging.accept()) {
            readRequest(connection);
            assertFalse(fetch.isDone());
            say("-", hanging.getLocalPort());
            failsAtOnce(fetch);
            assertTrue(connection.getInputStream().read() < 0, "its end of the connection is closed");
        }
    }

    @Test
    void aFetcherInTheMiddleOfAnOutputFailsAtOnce() throws Exception {
        Future<TezFetch> fetch = fetching(hanging.getLocalPort(), false);
        try (Socket connection = hanging.accept()) {
            String reply = SecureShuffleUtils.hashFromString(
                    readRequest(connection), ConsumerContext.secretManager(ConsumerContext.SECRET));
            String begun = "HTTP/1.1 200 OK\r\nname: mapreduce\r\nversion: 1.0.0\r\nReplyHash: " + reply
                    + "\r\nContent-Length: 1000\r\n\r\n\1";
            connection.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            assertFalse(fetch.isDone());
            say("-", hanging.getLocalPort());
            failsAtOnce(fetch);
        }
    }

    @Test
    void anOrderedInputReportsWhatItCouldNotFetch() throws Exception {
        ConcurrentLinkedQueue<Event> sent = new ConcurrentLinkedQueue<>();
        OrderedGroupedKVInput input = TezInputs.ordered(DAG, conf, disk, 1, sent);
        input.handleEvents(List.of(TezInputs.finished(HOST, hanging.getLocalPort(), OUTPUT, 0, 0, 1)));
        try (Socket connection = hanging.accept()) {
            readRequest(connection);
            say("-", hanging.getLocalPort());
            Await.until(() -> !sent.isEmpty(), Duration.ofSeconds(1));
            InputReadErrorEvent error = (InputReadErrorEvent) sent.peek();
            assertEquals(0, error.getIndex());
            assertFalse(error.isLocalFetch());
            assertFalse(error.isDiskErrorAtSource());
        } finally {
            input.close();
        }
    }

    @Test
    void newFetchesFailFastUntilSomethingServesThereAgain() throws Exception {
        TezOutput.write(conf, DAG, OUTPUT, List.of(new TreeMap<>(Map.of("0-key", 1))));
        try (ShuffleServer server = ShuffleServer.start(ShuffleSettings.DEFAULT.listeningOn(HOST, 0))) {
            server.registerDag(DAG, ConsumerContext.SECRET, List.of(disk));
            say("-", server.port());
            failsAtOnce(fetching(server.port(), false));
            assertEquals(0, server.counters().requests(), "it was not even asked");
            say("+", server.port());
            assertEquals(
                    Map.of(OUTPUT + "/0", Map.of("0-key", 1)),
                    fetching(server.port(), false).get().fetched);
        }
    }

    /** As it may be with fixed ports, where a process that was killed is missed later than another one takes its place. */
    @Test
    void aWorkerThatHasTakenThePlaceOfALostOneServesOn() throws Exception {
        TezOutput.write(conf, DAG, OUTPUT, List.of(new TreeMap<>(Map.of("0-key", 1))));
        try (ShuffleServer server = ShuffleServer.start(ShuffleSettings.DEFAULT.listeningOn(HOST, 0))) {
            server.registerDag(DAG, ConsumerContext.SECRET, List.of(disk));
            daemon.handle(ByteString.copyFromUtf8("+ worker-10 " + HOST + ":" + server.port()));
            say("-", server.port());
            assertEquals(
                    Map.of(OUTPUT + "/0", Map.of("0-key", 1)),
                    fetching(server.port(), false).get().fetched);
        }
    }

    @Test
    void aWorkerThatGoesToAnotherGroupServesOn() throws Exception {
        Future<TezFetch> fetch = fetching(hanging.getLocalPort(), false);
        try (Socket connection = hanging.accept()) {
            readRequest(connection);
            say(">", hanging.getLocalPort());
            assertThrows(TimeoutException.class, () -> fetch.get(200, TimeUnit.MILLISECONDS), "it waits");
            connection.close();
            failsAtOnce(fetch);
        }
    }
}
