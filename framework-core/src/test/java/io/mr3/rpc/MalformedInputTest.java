package io.mr3.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.ClientStep;
import io.mr3.rpc.HandshakeMessages.Proof;
import io.mr3.testkit.Await;
import io.mr3.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What does not follow the wire format ends its own connection and nothing else. */
class MalformedInputTest extends RpcFixture {
    @Test
    void framesSurviveEverySplitOfTheirBytes() {
        Seeds.each(200, seed -> {
            Random random = new Random(seed);
            List<byte[]> frames = new ArrayList<>();
            ByteBuf wire = Unpooled.buffer();
            for (int i = random.nextInt(8); i >= 0; i--) {
                byte[] frame = new byte[random.nextInt(300)];
                random.nextBytes(frame);
                frames.add(frame);
                wire.writeInt(frame.length).writeBytes(frame);
            }
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
            while (wire.isReadable()) {
                channel.writeInbound(wire.readBytes(1 + random.nextInt(Math.min(64, wire.readableBytes()))));
            }
            for (byte[] frame : frames) {
                ByteBuf read = channel.readInbound();
                assertArrayEquals(frame, ByteBufUtil.getBytes(read));
                read.release();
            }
            assertNull(channel.readInbound());
        });
    }

    @Test
    void randomBytesAreFramesOrRefusedButNothingElse() {
        Seeds.each(500, seed -> {
            Random random = new Random(seed);
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
            byte[] noise = new byte[random.nextInt(5_000)];
            random.nextBytes(noise);
            if (random.nextBoolean() && noise.length > 1) {
                noise[0] = 0;
                noise[1] = 0; // a plausible length
            }
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(noise));
            } catch (CorruptedFrameException refused) {
                assertTrue(refused.getMessage().startsWith("expected a frame of at most 4096 bytes"));
            }
            channel.releaseInbound();
        });
    }

    @Test
    void garbageInsteadOfAHandshakeEndsThatConnectionOnly() throws Exception {
        Inbox bystander = new Inbox();
        connect("echo", "bystander", bystander);
        Seeds.each(30, seed -> {
            Random random = new Random(seed);
            byte[] noise = new byte[8 + random.nextInt(2_000)];
            random.nextBytes(noise);
            noise[0] = (byte) 0xff; // a length that cannot be
            try (RawPeer peer = new RawPeer(server.address())) {
                peer.sendBytes(noise);
                assertTrue(peer.isClosedByServer());
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(List.of(), bystander.closed);
        assertStillServes();
    }

    @Test
    void garbledHandshakeNeverLetsAnybodyIn() throws Exception {
        // flips bits of a proper handshake: every outcome but a welcome is fine
        Seeds.each(100, seed -> {
            Random random = new Random(seed);
            try (RawPeer peer = new RawPeer(server.address())) {
                byte[] hello =
                        ClientStep.newBuilder().setHello(peer.hello()).build().toByteArray();
                boolean garbleHello = random.nextBoolean();
                peer.sendLength(hello.length);
                peer.sendBytes(garbleHello ? garble(hello, random) : hello);
                Challenge challenge = peer.receiveStep().getChallenge();
                byte[] signed =
                        secret.sign(Transcript.of(peer.hello(), challenge).ofClient());
                byte[] proof = ClientStep.newBuilder()
                        .setProof(Proof.newBuilder().setClientProof(ByteString.copyFrom(signed)))
                        .build()
                        .toByteArray();
                peer.sendLength(proof.length);
                peer.sendBytes(garbleHello ? proof : garble(proof, random));
                assertTrue(!peer.receiveStep().hasWelcome());
            } catch (java.io.IOException closedByServer) {
                // refused without a word
            }
        });
        assertEquals(List.of(), echo.connections);
        assertStillServes();
    }

    private static byte[] garble(byte[] bytes, Random random) {
        byte[] garbled = bytes.clone();
        garbled[random.nextInt(garbled.length)] ^= (byte) (1 << random.nextInt(8));
        return garbled;
    }

    @Test
    void largeFrameBeforeAuthenticationIsRefusedByItsLength() throws Exception {
        try (RawPeer peer = new RawPeer(server.address())) {
            peer.sendLength(4097);
            assertTrue(peer.isClosedByServer());
        }
        assertStillServes();
    }

    @Test
    void oversizeFrameAfterAuthenticationEndsThatConnection() throws Exception {
        try (RawPeer peer = new RawPeer(server.address())) {
            peer.shakeHands(secret);
            peer.sendLength(MAX_FRAME + 1);
            Await.until(() -> !echo.closed.isEmpty());
            assertEquals(
                    List.of("raw: malformed frame: expected a frame of at most 1048576 bytes, got length 1048577"),
                    echo.closed);
        }
        assertStillServes();
    }

    @Test
    void undecodableMessageEndsThatConnection() throws Exception {
        Seeds.each(30, seed -> {
            echo.closed.clear();
            byte[] noise = new byte[1 + new Random(seed).nextInt(500)];
            new Random(seed).nextBytes(noise);
            noise[0] = (byte) 0x07; // a wire type that does not exist
            try (RawPeer peer = new RawPeer(server.address())) {
                peer.shakeHands(secret);
                peer.sendLength(noise.length);
                peer.sendBytes(noise);
                Await.until(() -> !echo.closed.isEmpty());
                assertTrue(echo.closed.get(0).startsWith("raw: malformed frame: "), echo.closed.get(0));
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        assertStillServes();
    }

    @Test
    void peerThatGoesAwayInTheMiddleOfAFrameIsClosed() throws Exception {
        try (RawPeer peer = new RawPeer(server.address())) {
            peer.shakeHands(secret);
            peer.sendLength(1000);
            peer.sendBytes(new byte[10]);
        }
        Await.until(() -> !echo.closed.isEmpty());
        assertStillServes();
    }

    @Test
    void peerThatClosesItsHalfIsClosed() throws Exception {
        try (RawPeer peer = new RawPeer(server.address())) {
            peer.shakeHands(secret);
            peer.socket.shutdownOutput();
            assertTrue(peer.isClosedByServer());
            Await.until(() -> !echo.closed.isEmpty());
            assertEquals(List.of("raw: peer closed the connection"), echo.closed);
        }
        assertStillServes();
    }
}
