package io.mr3.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.rpc.HandshakeMessages.Hello;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Connects to a service of an {@link RpcServer}. */
public final class RpcClient {
    private RpcClient() {}

    /**
     * Connects and proves both sides to each other.
     *
     * @param myName what this side calls itself; 1 to 256 printable characters without spaces
     * @param parser decodes what the server sends
     * @param open makes the handler of the new connection; on its event loop, before anything is received
     * @return completes on the event loop once messages may flow, or with an {@link IOException} of one line that says
     *     why not
     */
    public static <I extends MessageLite> CompletableFuture<Connection> connect(
            RpcSettings settings,
            InetSocketAddress server,
            Secret secret,
            String service,
            String myName,
            Parser<I> parser,
            Function<Connection, ConnectionHandler<I>> open) {
        Hello hello = Hello.newBuilder()
                .setProtocolVersion(Transcript.PROTOCOL_VERSION)
                .setService(PeerName.check("service name", service))
                .setClientName(PeerName.check("client name", myName))
                .setClientNonce(ByteString.copyFrom(Transcript.nonce()))
                .build();
        CompletableFuture<Connection> result = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(EventLoops.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        EventLoops.tune(channel);
                        channel.pipeline()
                                .addLast("frames", new FrameDecoder())
                                .addLast(
                                        "handshake",
                                        new ClientHandshake<>(settings, secret, hello, parser, open, result));
                    }
                });
        bootstrap.connect(server).addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                result.completeExceptionally(new IOException(
                        "service " + service + ": cannot connect: "
                                + connected.cause().getMessage(),
                        connected.cause()));
            }
        });
        return result;
    }
}
