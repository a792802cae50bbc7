package io.mr3.rpc;

import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.Hello;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * What both sides have said so far and sign to prove themselves. The role keeps a proof from being sent back to its maker,
 * the nonces keep it from being used again, and lengths before the parts keep them apart.
 */
record Transcript(Hello hello, String serverName, byte[] serverNonce) {
    static final int PROTOCOL_VERSION = 1;
    static final int NONCE_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    static Transcript of(Hello hello, Challenge challenge) {
        return new Transcript(
                hello, challenge.getServerName(), challenge.getServerNonce().toByteArray());
    }

    static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    byte[] ofServer() {
        return text("server");
    }

    byte[] ofClient() {
        return text("client");
    }

    private byte[] text(String role) {
        byte[][] parts = {
            utf8("mr3 rpc"),
            utf8(role),
            utf8(Integer.toString(hello.getProtocolVersion())),
            utf8(hello.getService()),
            utf8(hello.getClientName()),
            utf8(serverName),
            hello.getClientNonce().toByteArray(),
            serverNonce
        };
        int size = 0;
        for (byte[] part : parts) {
            size += Integer.BYTES + part.length;
        }
        ByteBuffer text = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            text.putInt(part.length).put(part);
        }
        return text.array();
    }

    private static byte[] utf8(String part) {
        return part.getBytes(StandardCharsets.UTF_8);
    }
}
