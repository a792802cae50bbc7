package io.mr3.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTask;
import io.mr3.shuffle.fetch.FetchConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the DaemonTask tells, and what a worker makes of it. */
class ShuffleAddressesTest {
    private final List<ByteString> history = new ArrayList<>();
    private final ShuffleAddresses addresses = new ShuffleAddresses();
    private final ShufflePeers peers = new ShufflePeers(FetchConnections.ofThisProcess());

    @BeforeEach
    void start() {
        addresses.start(new DaemonTask.Context() {
            @Override
            public String group() {
                return "group";
            }

            @Override
            public void broadcast(ByteString event) {
                history.add(event);
                peers.handle(event);
            }
        });
    }

    private static DaemonTask.Attempt worker(int number, int... ports) {
        ShufflePorts listening = new ShufflePorts(IntStream.of(ports).boxed().toList());
        return new DaemonTask.Attempt("worker-" + number, "worker-" + number + "@host" + number, listening.metadata());
    }

    @Test
    void allPortsOfAllWorkersAreKnown() {
        addresses.attemptReady(worker(1, 10, 11));
        addresses.attemptReady(worker(2, 20));
        addresses.attemptReady(worker(3, 30, 31));
        addresses.attemptReady(worker(4, 40));
        addresses.attemptEnded(worker(2, 20), "lost");
        addresses.attemptMoved(worker(4, 40));
        Map<String, List<String>> here =
                Map.of("worker-1", List.of("host1:10", "host1:11"), "worker-3", List.of("host3:30", "host3:31"));
        assertEquals(here, peers.addresses());
        assertEquals(
                List.of(
                        "+ worker-1 host1:10,host1:11",
                        "+ worker-2 host2:20",
                        "+ worker-3 host3:30,host3:31",
                        "+ worker-4 host4:40",
                        "- worker-2 host2:20",
                        "> worker-4 host4:40"),
                history.stream().map(ByteString::toStringUtf8).toList());

        ShufflePeers late = new ShufflePeers(FetchConnections.ofThisProcess());
        addresses.compact(history).forEach(late::handle);
        assertEquals(here, late.addresses());
    }

    @Test
    void whatIsNoSuchLineIsSaid() {
        for (String line : List.of("+ worker-1", "* worker-1 host:1", "")) {
            Exception e =
                    assertThrows(IllegalArgumentException.class, () -> peers.handle(ByteString.copyFromUtf8(line)));
            assertEquals(
                    "expected '+ worker host:port,…', or - or > in place of +, got '" + line + "'", e.getMessage());
        }
    }
}
