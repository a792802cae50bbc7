package io.mr3.shuffle;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReachedShuffleTest {
    @Test
    void loopbackServesNoOtherHosts() {
        IOException refusal =
                assertThrows(IOException.class, () -> ShuffleSettings.DEFAULT.checkReachedAs("192.0.2.7"));
        assertEquals(
                "mr3.shuffle.bind-host: expected an address under which others reach host 192.0.2.7, got 127.0.0.1",
                refusal.getMessage());
        assertDoesNotThrow(() -> ShuffleSettings.DEFAULT.checkReachedAs("localhost"));
        assertDoesNotThrow(
                () -> ShuffleSettings.DEFAULT.listeningOn("0.0.0.0", 0).checkReachedAs("192.0.2.7"));
    }
}
