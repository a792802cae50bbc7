package io.mr3.tez.am;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names contents. */
final class Sha256 {
    private static final int BUFFER_BYTES = 128 << 10;

    private Sha256() {}

    /** Takes what is read. */
    interface Sink {
        void write(byte[] bytes, int length) throws IOException;
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads to the end and passes on what it reads; 64 hexadecimal digits. */
    static String of(InputStream in, Sink sink) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            digest.update(buffer, 0, length);
            sink.write(buffer, length);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
