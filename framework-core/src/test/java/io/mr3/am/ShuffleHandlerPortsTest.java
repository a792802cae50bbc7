package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fixed port, and handlers that take those that follow. */
class ShuffleHandlerPortsTest {
    private static String payload(String port, String handlers) {
        Mr3Conf conf = Mr3Conf.of(
                Map.of("mr3.shuffle.port", port, "mr3.shuffle.handlers", handlers, "mr3.shuffle.threads", "4"));
        return DagAppMaster.shuffleHandlers(conf).settings().payload();
    }

    @Test
    void allHandlersFindAPort() {
        assertEquals("127.0.0.1 65533 4 1024 3", payload("65533", "3"));
        assertEquals("127.0.0.1 65535 4 1024 1", payload("65535", "1"));
        assertEquals(
                "mr3.shuffle.port: expected at most 65533, since mr3.shuffle.handlers is 3, got 65534",
                assertThrows(IllegalArgumentException.class, () -> payload("65534", "3"))
                        .getMessage());
    }
}
