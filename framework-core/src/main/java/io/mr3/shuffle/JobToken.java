package io.mr3.shuffle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that all attempts of one application share: it proves their requests and signs our replies. */
final class JobToken {
    private final SecretKeySpec key;

    /**
     * @throws IllegalArgumentException if the secret is empty or the JVM does not know the algorithm
     */
    JobToken(byte[] secret, String algorithm) {
        key = new SecretKeySpec(secret, algorithm);
        sign("an unknown algorithm shows here, not at the first request");
    }

    /** Base64 of the keyed hash of {@code message}. */
    String sign(String message) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no keyed hash " + key.getAlgorithm() + " in this JVM", e);
        }
    }

    /** Whether {@code signature} is ours for {@code message}; takes equally long for every wrong one. */
    boolean signed(String message, String signature) {
        return MessageDigest.isEqual(sign(message).getBytes(UTF_8), signature.getBytes(UTF_8));
    }

    boolean sameSecretAs(JobToken other) {
        return MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
    }
}
