package io.mr3.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.ClientStep;
import io.mr3.rpc.HandshakeMessages.Hello;
import io.mr3.rpc.HandshakeMessages.ServerStep;
import io.mr3.rpc.HandshakeMessages.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's side: hello → challenge, proof → welcome. Which services there are is told to proven clients only. */
final class ServerHandshake extends Handshake {
    private static final Logger LOG = LoggerFactory.getLogger(ServerHandshake.class);

    private final RpcSettings settings;
    private final Secret secret;
    private final ServiceSet services;
    private Transcript transcript;

    ServerHandshake(RpcSettings settings, Secret secret, ServiceSet services) {
        super(settings);
        this.settings = settings;
        this.secret = secret;
        this.services = services;
    }

    @Override
    void step(ChannelHandlerContext context, ByteBuf frame) throws Exception {
        ClientStep step = Frames.read(ClientStep.parser(), frame);
        if (transcript == null && step.hasHello()) {
            challenge(context, step.getHello());
        } else if (transcript != null && step.hasProof()) {
            admit(context, step.getProof().getClientProof().toByteArray());
        } else {
            String expected = transcript == null ? "hello" : "proof";
            fail(context, "expected " + expected + " in the handshake, got " + step.getStepCase());
        }
    }

    @Override
    void failed(ChannelHandlerContext context, String reason) {
        LOG.warn("refused a connection from {}: {}", context.channel().remoteAddress(), reason);
    }

    private void challenge(ChannelHandlerContext context, Hello hello) {
        if (hello.getProtocolVersion() != Transcript.PROTOCOL_VERSION) {
            refuse(
                    context,
                    "expected protocol version " + Transcript.PROTOCOL_VERSION + ", got " + hello.getProtocolVersion());
        } else if (hello.getClientNonce().size() != Transcript.NONCE_BYTES) {
            refuse(
                    context,
                    "expected a nonce of " + Transcript.NONCE_BYTES + " bytes, got "
                            + hello.getClientNonce().size());
        } else if (!PeerName.isLegal(hello.getClientName()) || !PeerName.isLegal(hello.getService())) {
            refuse(context, "expected names of 1 to 256 printable characters without spaces");
        } else {
            transcript = new Transcript(hello, services.serverName(), Transcript.nonce());
            Challenge challenge = Challenge.newBuilder()
                    .setServerName(transcript.serverName())
                    .setServerNonce(ByteString.copyFrom(transcript.serverNonce()))
                    .setServerProof(ByteString.copyFrom(secret.sign(transcript.ofServer())))
                    .build();
            send(context, ServerStep.newBuilder().setChallenge(challenge).build());
        }
    }

    private void admit(ChannelHandlerContext context, byte[] proof) {
        if (!secret.verifies(transcript.ofClient(), proof)) {
            refuse(context, "client '" + transcript.hello().getClientName() + "' does not know the secret");
            return;
        }
        String name = transcript.hello().getService();
        services.find(name)
                .ifPresentOrElse(
                        service -> open(context, service), () -> refuse(context, "no service '" + name + "' here"));
    }

    private <I extends MessageLite> void open(ChannelHandlerContext context, Service<I> service) {
        ChannelConnection<I> connection = new ChannelConnection<>(
                context.channel(), settings, transcript.hello().getClientName(), service.parser());
        try {
            connection.handler(service.accept(connection, connection.peer()));
        } catch (ConnectionRefusedException e) {
            refuse(context, e.getMessage());
            return;
        }
        // what the service has sent meanwhile is a task on this event loop and follows the welcome
        send(
                context,
                ServerStep.newBuilder().setWelcome(Welcome.getDefaultInstance()).build());
        succeed(context, connection);
    }

    private void refuse(ChannelHandlerContext context, String reason) {
        sendAndFail(context, ServerStep.newBuilder().setRefused(reason).build(), reason);
    }
}
