package io.mr3.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.ClientStep;
import io.mr3.rpc.HandshakeMessages.ServerStep;
import io.mr3.testkit.Await;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who gets in, and what those hear who do not. */
class HandshakeTest extends RpcFixture {
    @Test
    void clientWithAnotherSecretRefusesTheServer() throws Exception {
        assertEquals(
                "service echo at <server>: the server does not know the secret",
                refusal(Secret.generate(), "echo", "c"));
        assertEquals(List.of(), echo.connections);
        assertStillServes();
    }

    @Test
    void serverRefusesAClientWithAnotherSecret() throws Exception {
        try (RawPeer liar = new RawPeer(server.address())) {
            liar.sendHello(liar.hello());
            Challenge challenge = liar.receiveStep().getChallenge();
            byte[] text = Transcript.of(liar.hello(), challenge).ofClient();
            liar.sendProof(Secret.generate().sign(text));
            assertEquals(
                    "client 'raw' does not know the secret", liar.receiveStep().getRefused());
            assertTrue(liar.isClosedByServer());
        }
        assertEquals(List.of(), echo.connections);
        assertStillServes();
    }

    @Test
    void serversOwnProofIsNoProofOfAClient() throws Exception {
        try (RawPeer mirror = new RawPeer(server.address())) {
            mirror.sendHello(mirror.hello());
            mirror.sendProof(
                    mirror.receiveStep().getChallenge().getServerProof().toByteArray());
            assertTrue(mirror.receiveStep().hasRefused());
            assertTrue(mirror.isClosedByServer());
        }
    }

    @Test
    void proofOfOneConnectionIsWorthlessOnAnother() throws Exception {
        byte[] proof;
        try (RawPeer first = new RawPeer(server.address())) {
            first.sendHello(first.hello());
            proof = secret.sign(Transcript.of(first.hello(), first.receiveStep().getChallenge())
                    .ofClient());
            first.sendProof(proof);
            assertTrue(first.receiveStep().hasWelcome());
        }
        try (RawPeer replay = new RawPeer(server.address())) {
            replay.sendHello(replay.hello());
            replay.receiveStep();
            replay.sendProof(proof);
            assertTrue(replay.receiveStep().hasRefused());
        }
    }

    @Test
    void proofForOneServiceOrNameIsWorthlessForAnother() throws Exception {
        try (RawPeer peer = new RawPeer(server.address())) {
            peer.sendHello(peer.hello());
            Challenge challenge = peer.receiveStep().getChallenge();
            byte[] text = Transcript.of(
                            peer.hello().toBuilder().setService("other").build(), challenge)
                    .ofClient();
            peer.sendProof(secret.sign(text));
            assertTrue(peer.receiveStep().hasRefused());
        }
    }

    @Test
    void otherProtocolVersionIsToldBothVersions() throws Exception {
        try (RawPeer future = new RawPeer(server.address())) {
            future.sendHello(future.hello().toBuilder().setProtocolVersion(2).build());
            assertEquals(
                    "expected protocol version 1, got 2", future.receiveStep().getRefused());
            assertTrue(future.isClosedByServer());
        }
        assertStillServes();
    }

    @Test
    void unknownServiceIsToldToProvenClientsOnly() throws Exception {
        assertEquals("service nope at <server>: refused: no service 'nope' here", refusal(secret, "nope", "c"));
        try (RawPeer stranger = new RawPeer(server.address())) {
            stranger.sendHello(stranger.hello().toBuilder().setService("nope").build());
            assertTrue(stranger.receiveStep().hasChallenge());
            stranger.sendProof(new byte[32]);
            assertEquals(
                    "client 'raw' does not know the secret",
                    stranger.receiveStep().getRefused());
        }
    }

    @Test
    void serviceCanTurnAClientAway() throws Exception {
        assertEquals(
                "service echo at <server>: refused: 'unwelcome' is not welcome", refusal(secret, "echo", "unwelcome"));
        assertStillServes();
    }

    @Test
    void namesThatWouldForgeLogLinesAreRefused() throws Exception {
        for (String name : List.of("", "two words", "line\nbreak", "x".repeat(257))) {
            assertThrows(
                    IllegalArgumentException.class, () -> connect(server.address(), secret, "echo", name, new Inbox()));
            try (RawPeer peer = new RawPeer(server.address())) {
                peer.sendHello(peer.hello().toBuilder().setClientName(name).build());
                assertTrue(peer.receiveStep().getRefused().startsWith("expected names"));
            }
        }
    }

    @Test
    void shortNonceIsRefused() throws Exception {
        try (RawPeer lazy = new RawPeer(server.address())) {
            lazy.sendHello(lazy.hello().toBuilder()
                    .setClientNonce(ByteString.copyFromUtf8("1"))
                    .build());
            assertEquals(
                    "expected a nonce of 32 bytes, got 1", lazy.receiveStep().getRefused());
        }
    }

    @Test
    void messageBeforeAuthenticationIsNotHandled() throws Exception {
        try (RawPeer hasty = new RawPeer(server.address())) {
            hasty.send(StringValue.of("let me in"));
            assertTrue(hasty.isClosedByServer());
        }
        try (RawPeer hasty = new RawPeer(server.address())) {
            hasty.sendHello(hasty.hello());
            hasty.sendHello(hasty.hello());
            assertTrue(hasty.isClosedByServer());
        }
        assertEquals(List.of(), echo.connections);
        assertStillServes();
    }

    @Test
    void slowHandshakeMeetsItsDeadline() throws Exception {
        RpcSettings impatient = new RpcSettings(
                "127.0.0.1",
                0,
                MAX_FRAME,
                32,
                64L << 20,
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(60));
        try (RpcServer strict = start(impatient);
                RawPeer silent = new RawPeer(strict.address());
                RawPeer stuck = new RawPeer(strict.address())) {
            stuck.sendHello(stuck.hello());
            assertTrue(silent.isClosedByServer());
            assertTrue(stuck.isClosedByServer());
        }
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExecutionException error = assertThrows(ExecutionException.class, () -> RpcClient.connect(
                            impatient,
                            (InetSocketAddress) mute.getLocalSocketAddress(),
                            secret,
                            "echo",
                            "c",
                            StringValue.parser(),
                            c -> new Inbox())
                    .get(60, TimeUnit.SECONDS));
            assertTrue(error.getCause().getMessage().endsWith("no handshake within 100 ms"), error.getMessage());
        }
    }

    @Test
    void serverThatCannotProveItselfLearnsNothing() throws Exception {
        try (ServerSocket thief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Connection> client = RpcClient.connect(
                    SETTINGS,
                    (InetSocketAddress) thief.getLocalSocketAddress(),
                    secret,
                    "echo",
                    "c",
                    StringValue.parser(),
                    c -> new Inbox());
            try (Socket socket = thief.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] hello = new byte[in.readInt()];
                in.readFully(hello);
                assertTrue(ClientStep.parseFrom(hello).hasHello());
                byte[] challenge = ServerStep.newBuilder()
                        .setChallenge(Challenge.newBuilder()
                                .setServerName("am")
                                .setServerNonce(ByteString.copyFrom(new byte[32]))
                                .setServerProof(ByteString.copyFrom(new byte[32])))
                        .build()
                        .toByteArray();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(challenge.length);
                out.write(challenge);
                assertEquals(-1, in.read(), "the client must say nothing more");
            }
            ExecutionException error = assertThrows(ExecutionException.class, client::get);
            assertTrue(error.getMessage().endsWith("the server does not know the secret"), error.getMessage());
        }
    }

    @Test
    void connectionsAreBounded() throws Exception {
        RpcSettings two = new RpcSettings(
                "127.0.0.1",
                0,
                MAX_FRAME,
                2,
                64L << 20,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
        try (RpcServer small = start(two)) {
            Connection first = connect(small.address(), secret, "echo", "first", new Inbox());
            connect(small.address(), secret, "echo", "second", new Inbox());
            try (RawPeer third = new RawPeer(small.address())) {
                assertTrue(third.isClosedByServer());
            }
            first.close("makes room");
            Await.until(() -> echo.closed.size() == 1);
            Inbox inbox = new Inbox();
            connect(small.address(), secret, "echo", "third", inbox);
            Await.until(() -> !inbox.received.isEmpty());
        }
    }
}
