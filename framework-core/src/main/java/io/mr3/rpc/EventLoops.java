package io.mr3.rpc;

import io.mr3.mailbox.DaemonThreads;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;

/** The threads of all connections of this process, servers' and clients' alike; daemons that live as long as it does. */
final class EventLoops {
    private static final int THREADS = 2;
    private static final int LOW_WATER_BYTES = 512 << 10;
    private static final int HIGH_WATER_BYTES = 1 << 20;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 3;

    private static final EventLoopGroup GROUP = new NioEventLoopGroup(THREADS, new DaemonThreads("mr3-rpc"));

    private EventLoops() {}

    static EventLoopGroup group() {
        return GROUP;
    }

    /** Options of every connection; a dead host is noticed by TCP within a minute and a half, where it has keep-alive. */
    static void tune(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config()
                .setOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
        // not on every platform; where absent the option is left alone
        channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_IDLE_SECONDS);
        channel.config()
                .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_INTERVAL_SECONDS);
        channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_PROBES);
    }
}
