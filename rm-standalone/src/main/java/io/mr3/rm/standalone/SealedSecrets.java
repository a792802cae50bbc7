package io.mr3.rm.standalone;

import com.google.protobuf.ByteString;
import io.mr3.rm.standalone.proto.SealedVariables;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secret environment variables of a worker on their way from the application to the node agent: encrypted (AES-256 in Galois
 * counter mode) for those who know the cluster's secret, and bound to the container that they are for. Thread-safe.
 */
public final class SealedSecrets {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /** For the processes of the cluster with that secret. */
    public SealedSecrets(Secret cluster) {
        this.key = new SecretKeySpec(
                HexFormat.of().parseHex(cluster.derive("launches").encoded()), "AES");
    }

    /** Encrypts; empty for no variables. */
    public ByteString seal(long worker, Map<String, String> variables) {
        if (variables.isEmpty()) {
            return ByteString.EMPTY;
        }
        byte[] plain =
                SealedVariables.newBuilder().putAllVariables(variables).build().toByteArray();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            return ByteString.copyFrom(nonce)
                    .concat(ByteString.copyFrom(
                            cipher(Cipher.ENCRYPT_MODE, nonce, worker).doFinal(plain)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CIPHER + " is part of every Java platform", e);
        }
    }

    /**
     * Decrypts what {@link #seal} gave for the same worker.
     *
     * @throws IOException if it was made with another secret or for another worker; in one line, without its content
     */
    public Map<String, String> open(long worker, ByteString sealed) throws IOException {
        if (sealed.isEmpty()) {
            return Map.of();
        }
        byte[] all = sealed.toByteArray();
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), worker)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return SealedVariables.parseFrom(plain).getVariablesMap();
        } catch (GeneralSecurityException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(
                    "secrets of worker " + worker + ": expected them sealed with this cluster's secret for it", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, long worker) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("worker-" + worker).getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
