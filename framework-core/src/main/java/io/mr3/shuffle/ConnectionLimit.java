package io.mr3.shuffle;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stops accepting while as many connections are open as allowed. The others wait in the listen queue: to a fetcher that is
 * a slow server, where a closed connection would be a lost output. Sits on the listening channel; event loop only.
 */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final int limit;
    private int open;

    ConnectionLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        open++;
        ctx.channel().config().setAutoRead(open < limit);
        ((Channel) accepted).closeFuture().addListener(closed -> ctx.executor().execute(() -> {
            open--;
            ctx.channel().config().setAutoRead(true);
        }));
        ctx.fireChannelRead(accepted);
    }
}
