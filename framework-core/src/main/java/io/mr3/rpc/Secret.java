package io.mr3.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the processes of one application share and nobody else knows: 32 random bytes. Never printed, never in an argument
 * of a process, never on the wire.
 */
public final class Secret {
    private static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new secret from the system's secure random source. */
    public static Secret generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(bytes);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the file is missing, is readable by others, or holds no secret
     */
    public static Secret read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("secret file " + file + " does not exist");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("secret file " + file + ": expected permissions rw-------, found "
                    + PosixFilePermissions.toString(permissions));
        }
        try {
            return decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("secret file " + file + ": " + e.getMessage());
        }
    }

    /**
     * Reads what {@link #encoded} gave.
     *
     * @throws IllegalArgumentException if it is not a secret; the message does not repeat it
     */
    public static Secret decode(String encoded) {
        try {
            byte[] bytes = HexFormat.of().parseHex(encoded);
            if (bytes.length == BYTES) {
                return new Secret(bytes);
            }
        } catch (IllegalArgumentException notHex) {
            // falls through: its message would repeat the text
        }
        throw new IllegalArgumentException(
                "expected " + 2 * BYTES + " hexadecimal digits, got " + encoded.length() + " characters that are not");
    }

    /**
     * Writes this into a new file that only its owner can read.
     *
     * @throws IOException if the file exists or cannot be written
     */
    public void write(Path file) throws IOException {
        try (SeekableByteChannel out = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer text = ByteBuffer.wrap((encoded() + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                out.write(text);
            }
        }
    }

    /** Text form for a channel that only the receiver can read: an environment variable, an encrypted credential. */
    public String encoded() {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Another secret, which everybody who knows this one can make and from which nobody can tell this one.
     *
     * @param purpose what it is for; each purpose gives another one
     */
    public Secret derive(String purpose) {
        return new Secret(sign(("mr3 secret for " + purpose).getBytes(StandardCharsets.UTF_8)));
    }

    /** HMAC-SHA256 of {@code text} under this secret. */
    byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    /** Whether {@code signature} is that of {@code text}; takes the same time wherever they differ. */
    boolean verifies(byte[] text, byte[] signature) {
        return MessageDigest.isEqual(sign(text), signature);
    }

    @Override
    public String toString() {
        return "Secret(hidden)";
    }
}
