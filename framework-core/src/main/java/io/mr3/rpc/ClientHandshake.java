package io.mr3.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.rpc.HandshakeMessages.Challenge;
import io.mr3.rpc.HandshakeMessages.ClientStep;
import io.mr3.rpc.HandshakeMessages.Hello;
import io.mr3.rpc.HandshakeMessages.Proof;
import io.mr3.rpc.HandshakeMessages.ServerStep;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The client's side: says hello, checks the server's proof before it gives its own, waits for the welcome. */
final class ClientHandshake<I extends MessageLite> extends Handshake {
    private final RpcSettings settings;
    private final Secret secret;
    private final Hello hello;
    private final Parser<I> parser;
    private final Function<Connection, ConnectionHandler<I>> open;
    private final CompletableFuture<Connection> result;
    private Transcript transcript;

    ClientHandshake(
            RpcSettings settings,
            Secret secret,
            Hello hello,
            Parser<I> parser,
            Function<Connection, ConnectionHandler<I>> open,
            CompletableFuture<Connection> result) {
        super(settings);
        this.settings = settings;
        this.secret = secret;
        this.hello = hello;
        this.parser = parser;
        this.open = open;
        this.result = result;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        super.channelActive(context);
        send(context, ClientStep.newBuilder().setHello(hello).build());
    }

    @Override
    void step(ChannelHandlerContext context, ByteBuf frame) throws Exception {
        ServerStep step = Frames.read(ServerStep.parser(), frame);
        if (step.hasRefused()) {
            fail(context, "refused: " + step.getRefused());
        } else if (transcript == null && step.hasChallenge()) {
            prove(context, step.getChallenge());
        } else if (transcript != null && step.hasWelcome()) {
            open(context);
        } else {
            String expected = transcript == null ? "challenge" : "welcome";
            fail(context, "expected " + expected + " in the handshake, got " + step.getStepCase());
        }
    }

    @Override
    void failed(ChannelHandlerContext context, String reason) {
        result.completeExceptionally(new IOException(
                "service " + hello.getService() + " at " + context.channel().remoteAddress() + ": " + reason));
    }

    private void prove(ChannelHandlerContext context, Challenge challenge) {
        Transcript seen = Transcript.of(hello, challenge);
        if (seen.serverNonce().length != Transcript.NONCE_BYTES || !PeerName.isLegal(seen.serverName())) {
            fail(context, "malformed challenge");
        } else if (!secret.verifies(seen.ofServer(), challenge.getServerProof().toByteArray())) {
            fail(context, "the server does not know the secret");
        } else {
            transcript = seen;
            Proof proof = Proof.newBuilder()
                    .setClientProof(ByteString.copyFrom(secret.sign(seen.ofClient())))
                    .build();
            send(context, ClientStep.newBuilder().setProof(proof).build());
        }
    }

    private void open(ChannelHandlerContext context) {
        ChannelConnection<I> connection =
                new ChannelConnection<>(context.channel(), settings, transcript.serverName(), parser);
        connection.handler(open.apply(connection));
        succeed(context, connection);
        result.complete(connection);
    }
}
