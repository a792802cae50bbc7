package io.mr3.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on one port for clients of several services. There is no listener without a secret, on loopback or beyond. */
public final class RpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    private final RpcSettings settings;
    private final Secret secret;
    private final ServiceSet services;
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private Channel listener;

    private RpcServer(RpcSettings settings, Secret secret, ServiceSet services) {
        this.settings = settings;
        this.secret = Objects.requireNonNull(secret, "a server needs a secret");
        this.services = services;
    }

    /**
     * Listens; returns once clients can connect.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static RpcServer start(RpcSettings settings, Secret secret, ServiceSet services) throws IOException {
        RpcServer server = new RpcServer(settings, secret, services);
        server.listen();
        return server;
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Stops listening, then ends every connection behind what was sent on it before; waits for that as long as a handshake
     * may take. Not to be called on an event loop.
     */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.forEach(RpcServer::end);
        connections
                .newCloseFuture()
                .awaitUninterruptibly(settings.handshakeTimeout().toMillis());
    }

    private static void end(Channel channel) {
        ChannelConnection<?> connection = channel.pipeline().get(ChannelConnection.class);
        if (connection == null) {
            channel.close(); // still in its handshake
        } else {
            connection.close("server closes");
        }
    }

    private void listen() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(EventLoops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        admit(channel);
                    }
                });
        ChannelFuture bound =
                bootstrap.bind(settings.bindHost(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + settings.bindHost() + ":" + settings.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        listener = bound.channel();
    }

    private void admit(Channel channel) {
        connections.add(channel);
        // accepted while the server closed: either it finds this in the group, or this finds it closed
        if (!channel.parent().isOpen()) {
            channel.close();
            return;
        }
        if (connections.size() > settings.maxConnections()) {
            LOG.warn(
                    "turned away a connection from {}: {} connections are all that may be",
                    channel.remoteAddress(),
                    settings.maxConnections());
            channel.close();
            return;
        }
        EventLoops.tune(channel);
        channel.pipeline()
                .addLast("frames", new FrameDecoder())
                .addLast("handshake", new ServerHandshake(settings, secret, services));
    }
}
