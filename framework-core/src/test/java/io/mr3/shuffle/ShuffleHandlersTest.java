package io.mr3.shuffle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several handlers of one worker. */
class ShuffleHandlersTest {
    private static final DagId DAG = new DagId(new AppId(1, 1), 1);
    private static final String OUTPUT = "attempt_1_0001_1_00_000000_0_10003";
    private static final byte[] SECRET = "secret".getBytes(US_ASCII);
    private static final String URI = "/mapOutput?job=job_1_0001&dag=1&reduce=0&map=" + OUTPUT;

    @TempDir
    Path disk;

    private static RawClient.Response fetch(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.write(RawClient.get(URI, new JobToken(SECRET, "HmacSHA1").sign(port + URI)));
            return client.read();
        }
    }

    @Test
    void eachServesAllOutputsUntilTheDagHasEnded() throws IOException {
        OutputOnDisk.write(disk, disk, DAG, OUTPUT, "rows");
        try (ShuffleHandlers handlers = ShuffleHandlers.start(ShuffleSettings.DEFAULT, 3)) {
            handlers.registerDag(DAG, SECRET, List.of(disk));
            List<Integer> ports = handlers.ports().ports();
            assertEquals(3, Set.copyOf(ports).size());
            for (int port : ports) {
                assertTrue(fetch(port).text().endsWith("rows"));
            }
            handlers.dagEnded(DAG).join();
            assertFalse(Files.exists(disk.resolve("dag_1")));
            for (int port : ports) {
                assertEquals(401, fetch(port).status());
            }
        }
    }

    @Test
    void aFixedPortIsTheFirstOfSeveralInARow() throws IOException {
        int first = freeRow(3);
        ShuffleSettings fixed = ShuffleSettings.DEFAULT.listeningOn("127.0.0.1", first);
        try (ShuffleHandlers handlers = ShuffleHandlers.start(fixed, 3)) {
            assertEquals(List.of(first, first + 1, first + 2), handlers.ports().ports());
        }
        try (ServerSocket taken = new ServerSocket(first + 2, 1, InetAddress.getByName("127.0.0.1"))) {
            IOException e = assertThrows(IOException.class, () -> ShuffleHandlers.start(fixed, 3));
            assertTrue(e.getMessage().contains("cannot listen on /127.0.0.1:" + taken.getLocalPort()), e.getMessage());
        }
        try (ShuffleHandlers handlers = ShuffleHandlers.start(fixed, 2)) {
            assertEquals(2, handlers.ports().ports().size(), "those that could listen were closed");
        }
    }

    /** Below the ports that the system hands out. */
    private static int freeRow(int count) {
        for (int first = 20_000; first < 30_000; first += count) {
            if (isFree(first, count)) {
                return first;
            }
        }
        throw new AssertionError("no " + count + " free ports in a row");
    }

    private static boolean isFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                assertTrue(socket.isBound());
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    @Test
    void portsTravelAsMetadata() {
        ShufflePorts ports = new ShufflePorts(List.of(1, 40_000, 65_535));
        assertEquals(ports, ShufflePorts.read(ports.metadata()));
        assertEquals(
                "expected ports of shuffle handlers, four bytes each, got 6 bytes",
                assertThrows(IllegalArgumentException.class, () -> ShufflePorts.read(ByteString.copyFromUtf8("ports!")))
                        .getMessage());
        assertEquals(
                "expected a port of a shuffle handler, got none",
                assertThrows(IllegalArgumentException.class, () -> ShufflePorts.read(ByteString.EMPTY))
                        .getMessage());
    }
}
