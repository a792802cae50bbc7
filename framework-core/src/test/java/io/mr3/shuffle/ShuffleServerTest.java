package io.mr3.shuffle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.testkit.Await;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.io.WritableUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a client sees it that knows the protocol's bytes, well-behaved or not. */
class ShuffleServerTest {
    private static final DagId DAG = new DagId(new AppId(1700000000000L, 1), 3);
    private static final String JOB = "/mapOutput?job=job_1700000000000_0001&dag=3";
    private static final String A = "attempt_1700000000000_0001_3_00_000000_0_10003";
    private static final String B = "attempt_1700000000000_0001_3_00_000001_0_10003";
    private static final byte[] SECRET = "a secret of the application".getBytes(US_ASCII);
    private static final JobToken TOKEN = new JobToken(SECRET, "HmacSHA1");

    @TempDir
    Path disk1;

    @TempDir
    Path disk2;

    private ShuffleServer server;

    @BeforeEach
    void start() throws IOException {
        start(ShuffleSettings.DEFAULT);
    }

    private void start(ShuffleSettings settings) throws IOException {
        server = ShuffleServer.start(settings);
        server.registerDag(DAG, SECRET, List.of(disk1, disk2));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void sendsTheHeadersOfARangeBeforeItsBytes() throws IOException {
        OutputOnDisk.write(disk2, disk1, DAG, A, "zero", "one", "", "three", "four");
        RawClient.Response response = fetch(JOB + "&reduce=1-3&map=" + A);
        assertEquals(200, response.status());
        DataInputStream body = response.data();
        assertEquals(3, WritableUtils.readVInt(body));
        assertHeader(body, A, 3, 6, 1);
        assertHeader(body, A, 0, 0, 2);
        assertHeader(body, A, 5, 10, 3);
        assertEquals("onethree", new String(body.readAllBytes(), US_ASCII));
        // bytes count when they have left, which the client may see first
        Await.until(() -> server.counters().bytesServed() == response.body().length);
    }

    @Test
    void signsItsReply() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x");
        String uri = JOB + "&reduce=0&map=" + A;
        RawClient.Response response = fetch(uri);
        assertEquals(TOKEN.sign(hash(uri)), response.headers().get("replyhash"));
        assertEquals("mapreduce", response.headers().get("name"));
        assertEquals("1.0.0", response.headers().get("version"));
        assertEquals("timeout=5", response.headers().get("keep-alive"));
    }

    @Test
    void answersRequestsOfOneConnectionInTheirOrder() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "a0", "a1");
        OutputOnDisk.write(disk2, disk2, DAG, B, "b0", "b1");
        try (RawClient client = client()) {
            StringBuilder pipelined = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                pipelined.append(get(JOB + "&reduce=" + i % 2 + "&map=" + (i % 3 == 0 ? A : B)));
            }
            client.write(pipelined.toString());
            for (int i = 0; i < 50; i++) {
                String text = client.read().text();
                String expected = (i % 3 == 0 ? "a" : "b") + i % 2;
                assertTrue(text.endsWith(expected), "response " + i + " is " + text);
            }
        }
        assertEquals(50, server.counters().requests());
        assertEquals(0, server.counters().errors());
    }

    @Test
    void aRequestMayArriveInManyPieces() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "a", "b");
        String request = get(JOB + "&reduce=0-1&map=" + String.join(",", Collections.nCopies(1000, A)));
        assertEquals(1000 * (1 + 2 * (1 + A.length() + 3) + 2), fetch(request).body().length);
    }

    @Test
    void closesTheConnectionOfAClientThatAsksForIt() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x");
        try (RawClient client = client()) {
            client.write(get(JOB + "&reduce=0&map=" + A).replace("Host: x", "Connection: close"));
            assertEquals("close", client.read().headers().get("connection"));
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void refusesAWrongHashAndAnUnknownJobAlike() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x");
        String uri = JOB + "&reduce=0&map=" + A;
        String unknown = uri.replace("_0001&", "_0002&");
        JobToken stranger = new JobToken("guessed".getBytes(US_ASCII), "HmacSHA1");
        RawClient.Response wrongHash = fetch(RawClient.get(uri, stranger.sign(server.port() + uri)));
        RawClient.Response noHash = fetch(get(uri).replace("UrlHash", "Other"));
        RawClient.Response otherUri = fetch(RawClient.get(uri, hash(uri + "&keepAlive=true")));
        RawClient.Response unknownJob = fetch(get(unknown));
        for (RawClient.Response response : List.of(wrongHash, noHash, otherUri, unknownJob)) {
            assertEquals(401, response.status());
            assertEquals(wrongHash.text(), response.text());
        }
        assertEquals(0, server.counters().bytesServed());
        assertEquals(4, server.counters().errors());
    }

    @Test
    void refusesADagThatIsNotServed() throws IOException {
        assertEquals(
                404, fetch(JOB.replace("dag=3", "dag=4") + "&reduce=0&map=" + A).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&reduce=0&map=../../../../etc/passwd",
                "&reduce=0&map=attempt_1_1_3_0_0_0_1/../../x",
                "&reduce=0&map=attempt_1_1_3_0_0_0_1%2F..%2Fx",
                "&reduce=0&map=attempt_1_1_3_0_0_0",
                "&reduce=0&map=",
                "&reduce=0",
                "&reduce=5-3&map=attempt_1_1_3_0_0_0_1",
                "&reduce=-1&map=attempt_1_1_3_0_0_0_1",
                "&reduce=99999999999&map=attempt_1_1_3_0_0_0_1",
                "&reduce=0&reduce=1&map=attempt_1_1_3_0_0_0_1",
                "&dag=3&reduce=0&map=attempt_1_1_3_0_0_0_1",
                "&reduce=0&map=%zz",
            })
    void refusesWhatIsNotARequest(String query) throws IOException {
        assertEquals(400, fetch(JOB + query).status());
    }

    @Test
    void refusesAPartitionThatTheOutputDoesNotHave() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x", "y");
        RawClient.Response response = fetch(JOB + "&reduce=1-2&map=" + A);
        assertEquals(400, response.status());
        assertEquals("expected partitions below 2 of " + A + ", got 2", response.text());
    }

    @Test
    void refusesOtherMethodsAndProtocols() throws IOException {
        String get = get(JOB + "&reduce=0&map=" + A);
        assertEquals(405, fetch(get.replace("GET", "DELETE")).status());
        assertEquals(400, fetch(get.replace("1.0.0", "2.0.0")).status());
        assertEquals(400, fetch(get.replace("mapOutput", "other")).status());
        assertEquals(414, fetch(JOB + "&reduce=0&map=" + (A + ",").repeat(2000)).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "\u0016\u0003\u0001 hello\n\n"
            })
    void malformedBytesCloseThatConnectionAlone(String bytes) throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x");
        try (RawClient good = client();
                RawClient bad = client()) {
            good.write(get(JOB + "&reduce=0&map=" + A));
            good.read();
            bad.write(bytes);
            assertEquals(400, bad.read().status());
            assertTrue(bad.isClosedByServer());
            good.write(get(JOB + "&reduce=0&map=" + A));
            assertTrue(good.read().text().endsWith("x"));
        }
    }

    @Test
    void anOutputThatIsGoneEndsTheBodyAfterThoseBeforeIt() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "good");
        try (RawClient client = client()) {
            client.write(get(JOB + "&reduce=0&map=" + A + "," + B + "," + A));
            RawClient.Response response = client.read();
            assertEquals(200, response.status());
            DataInputStream body = response.data();
            assertEquals(1, WritableUtils.readVInt(body));
            assertHeader(body, A, 4, 8, 0);
            assertEquals("good", new String(body.readNBytes(4), US_ASCII));
            assertEquals(1, WritableUtils.readVInt(body));
            assertHeader(body, "DISK_ERROR_EXCEPTION: cannot read " + B, -1, -1, -1);
            assertEquals(0, body.available());
            client.write(get(JOB + "&reduce=0&map=" + A));
            assertTrue(client.read().text().endsWith("good"), "the connection is fit for the next request");
        }
        assertEquals(1, server.counters().errors());
    }

    @Test
    void aDamagedIndexOrShortFileIsADiskError() throws IOException {
        Path data = OutputOnDisk.write(disk1, disk1, DAG, A, "12345");
        Files.write(data, new byte[4]);
        assertTrue(fetch(JOB + "&reduce=0&map=" + A).text().contains("DISK_ERROR_EXCEPTION"));
        Path index = OutputOnDisk.write(disk1, disk1, DAG, B, "12345").resolveSibling("file.out.index");
        byte[] damaged = Files.readAllBytes(index);
        damaged[7] ^= 1;
        Files.write(index, damaged);
        assertTrue(fetch(JOB + "&reduce=0&map=" + B).text().contains("DISK_ERROR_EXCEPTION"));
        Files.write(index, new byte[31]);
        assertTrue(fetch(JOB + "&reduce=0&map=" + B).text().contains("DISK_ERROR_EXCEPTION"));
    }

    @Test
    void aFileThatBecomesShortLaterBreaksTheResponseOff() throws IOException {
        Path data = OutputOnDisk.write(disk1, disk1, DAG, A, "12345");
        assertEquals(200, fetch(JOB + "&reduce=0&map=" + A).status());
        try (FileChannel file = FileChannel.open(data, StandardOpenOption.WRITE)) {
            file.truncate(2);
        }
        try (RawClient client = client()) {
            client.write(get(JOB + "&reduce=0&map=" + A));
            RawClient.Response response = client.read();
            int expected = Integer.parseInt(response.headers().get("content-length"));
            assertTrue(response.body().length < expected);
        }
    }

    @Test
    void anEndedDagIsNeitherServedNorOnDisk() throws IOException {
        DagId other = new DagId(DAG.app(), 4);
        server.registerDag(other, SECRET, List.of(disk1, disk2));
        OutputOnDisk.write(disk1, disk2, DAG, A, "x");
        OutputOnDisk.write(disk1, disk2, other, B, "y");
        Path outside = Files.writeString(disk1.resolve("outside"), "kept");
        Files.createSymbolicLink(disk1.resolve("dag_3/link"), outside);
        server.dagEnded(DAG).join();
        assertFalse(Files.exists(disk1.resolve("dag_3")));
        assertFalse(Files.exists(disk2.resolve("dag_3")));
        assertTrue(Files.exists(outside));
        assertEquals(404, fetch(JOB + "&reduce=0&map=" + A).status());
        assertTrue(fetch(JOB.replace("dag=3", "dag=4") + "&reduce=0&map=" + B)
                .text()
                .endsWith("y"));
        server.dagEnded(other).join();
        assertEquals(401, fetch(JOB + "&reduce=0&map=" + A).status(), "the secret went with the last DAG");
        server.dagEnded(other).join();
    }

    @Test
    void oneApplicationHasOneSecret() {
        byte[] different = "different".getBytes(US_ASCII);
        DagId sibling = new DagId(DAG.app(), 9);
        assertThrows(IllegalArgumentException.class, () -> server.registerDag(sibling, different, List.of(disk1)));
        server.registerDag(new DagId(new AppId(5, 5), 1), different, List.of(disk1));
    }

    @Test
    void connectionsBeyondTheLimitWaitForAPlace() throws IOException {
        OutputOnDisk.write(disk1, disk1, DAG, A, "x");
        server.close();
        ShuffleSettings d = ShuffleSettings.DEFAULT;
        start(new ShuffleSettings(
                d.bindHost(), 0, 1, 1, 1, d.keepAlive(), d.stallLimit(), d.maxUriBytes(), 0, d.hmacAlgorithm()));
        RawClient first = client();
        first.write(get(JOB + "&reduce=0&map=" + A));
        first.read();
        try (RawClient second = client()) {
            second.write(get(JOB + "&reduce=0&map=" + A));
            first.write(get(JOB + "&reduce=0&map=" + A));
            first.read();
            assertEquals(2, server.counters().requests(), "the second connection is not served yet");
            first.close();
            assertEquals(200, second.read().status());
        }
    }

    @Test
    void aPortInUseIsAnErrorThatNamesIt() {
        ShuffleSettings taken = ShuffleSettings.DEFAULT.listeningOn("127.0.0.1", server.port());
        IOException failure = assertThrows(IOException.class, () -> ShuffleServer.start(taken));
        assertTrue(failure.getMessage().contains(":" + server.port()), failure.getMessage());
    }

    @Test
    void aLongResponseArrivesWhole() throws IOException {
        String long0 = "0123456789abcdef".repeat(300_000);
        OutputOnDisk.write(disk1, disk1, DAG, A, long0, "end");
        byte[] body = fetch(JOB + "&reduce=0-1&map=" + A).body();
        byte[] expected = (long0 + "end").getBytes(US_ASCII);
        byte[] tail = new byte[expected.length];
        System.arraycopy(body, body.length - tail.length, tail, 0, tail.length);
        assertArrayEquals(expected, tail);
    }

    private static void assertHeader(DataInputStream body, String id, long length, long raw, int partition)
            throws IOException {
        assertEquals(id, new String(body.readNBytes(WritableUtils.readVInt(body)), US_ASCII));
        assertEquals(length, WritableUtils.readVLong(body));
        assertEquals(raw, WritableUtils.readVLong(body));
        assertEquals(partition, WritableUtils.readVInt(body));
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private String hash(String uri) {
        return TOKEN.sign(server.port() + uri);
    }

    private String get(String uri) {
        return RawClient.get(uri, hash(uri));
    }

    /** Sends a request, or the signed one for a URI, over a connection of its own. */
    private RawClient.Response fetch(String requestOrUri) throws IOException {
        try (RawClient client = client()) {
            client.write(requestOrUri.startsWith("/") ? get(requestOrUri) : requestOrUri);
            return client.read();
        }
    }
}
