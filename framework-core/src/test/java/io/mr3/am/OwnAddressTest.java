package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnAddressTest {
    private static final Map<String, String> CLUSTER = Map.of("mr3.resource-manager", "standalone");

    private static OwnAddress of(Map<String, String> settings, String bound) throws IOException {
        return OwnAddress.of(Mr3Conf.of(settings), new InetSocketAddress(bound, 4000));
    }

    @Test
    void oneAddressIsForAll() throws IOException {
        OwnAddress address = of(CLUSTER, "127.0.0.1");
        assertEquals("127.0.0.1:4000", OwnAddress.text(address.forClients()));
        assertEquals("127.0.0.1:4000", OwnAddress.text(address.forWorkers()));
    }

    @Test
    void allAddressesAreReachedByOneThatOthersCanUse() throws IOException {
        OwnAddress address = of(CLUSTER, "0.0.0.0");
        assertEquals(address.forClients(), address.forWorkers());
        InetAddress told = address.forWorkers().getAddress();
        assertFalse(told.isAnyLocalAddress());
        assertTrue(told.isReachable(1000), told + " is one of this host");
        boolean hasOther = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(one -> !one.isLoopbackAddress() && !one.isLinkLocalAddress());
        assertEquals(!hasOther, told.isLoopbackAddress(), told.toString());
    }

    @Test
    void workersOfThisHostNeedNone() throws IOException {
        OwnAddress address = of(Map.of(), "0.0.0.0");
        assertTrue(address.forWorkers().getAddress().isLoopbackAddress());
        assertEquals(4000, address.forWorkers().getPort());
    }

    @Test
    void aNameThatIsGivenIsTold() throws IOException {
        Map<String, String> named = Map.of("mr3.resource-manager", "standalone", "mr3.am.host", "edge-1.example");
        assertEquals("edge-1.example:4000", OwnAddress.text(of(named, "0.0.0.0").forWorkers()));
        assertEquals(
                "edge-1.example:4000", OwnAddress.text(of(named, "127.0.0.1").forClients()));
        assertEquals(
                "127.0.0.1:4000",
                OwnAddress.text(
                        of(Map.of("mr3.am.host", "edge-1.example"), "127.0.0.1").forWorkers()));
    }
}
