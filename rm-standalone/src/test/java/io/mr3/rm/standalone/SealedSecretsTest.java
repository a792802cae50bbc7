package io.mr3.rm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedSecretsTest {
    private final Secret cluster = Secret.generate();
    private final SealedSecrets here = new SealedSecrets(cluster);
    private final Map<String, String> variables = Map.of("TOKEN", "very-secret-indeed");

    @Test
    void whoKnowsTheSecretReadsThem() throws IOException {
        ByteString sealed = here.seal(7, variables);
        assertEquals(variables, new SealedSecrets(cluster).open(7, sealed));
        assertFalse(sealed.toStringUtf8().contains("very-secret"));
        assertEquals(Map.of(), here.open(7, here.seal(7, Map.of())));
    }

    @Test
    void nobodyElseAndForNoOtherWorker() {
        ByteString sealed = here.seal(7, variables);
        IOException other = assertThrows(IOException.class, () -> new SealedSecrets(Secret.generate()).open(7, sealed));
        assertTrue(other.getMessage().startsWith("secrets of worker 7: expected"), other.getMessage());
        assertThrows(IOException.class, () -> here.open(8, sealed));
        assertThrows(IOException.class, () -> here.open(7, sealed.substring(0, 5)));
        assertThrows(IOException.class, () -> here.open(7, sealed.concat(ByteString.copyFromUtf8("x"))));
    }
}
