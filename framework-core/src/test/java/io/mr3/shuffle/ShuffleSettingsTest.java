package io.mr3.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShuffleSettingsTest {
    @Test
    void saysWhatWasExpected() {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> ShuffleSettings.DEFAULT.listeningOn("127.0.0.1", 70000));
        assertEquals("shuffle settings: expected port 0 to 65535, got 70000", refused.getMessage());
    }

    @Test
    void anUnknownHashIsRefusedBeforeAnythingIsServed() {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> new JobToken(new byte[] {1}, "Hmac42"));
        assertEquals("no keyed hash Hmac42 in this JVM", refused.getMessage());
    }
}
