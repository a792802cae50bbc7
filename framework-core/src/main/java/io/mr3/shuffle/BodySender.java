package io.mr3.shuffle;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.List;

/** Writes the parts of one body, each after the one before has left, so that a connection has one file open. Event loop only. */
final class BodySender {
    private final ChannelHandlerContext ctx;
    private final Iterator<BodyPart> parts;
    private final ShuffleCounters counters;
    private final ChannelPromise done;

    BodySender(ChannelHandlerContext ctx, List<BodyPart> parts, ShuffleCounters counters) {
        this.ctx = ctx;
        this.parts = parts.iterator();
        this.counters = counters;
        this.done = ctx.newPromise();
    }

    /** Fails if the connection breaks or a file has become shorter than its index says. */
    ChannelFuture send() {
        next();
        return done;
    }

    private void next() {
        if (!parts.hasNext()) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
            return;
        }
        BodyPart part = parts.next();
        ChannelFuture last = ctx.write(part.head(ctx.alloc()));
        for (FileRegion region : part.regions()) {
            last = ctx.write(region);
        }
        last.addListener(written -> afterwards(written, part));
        ctx.flush();
    }

    private void afterwards(Future<?> written, BodyPart part) {
        if (written.isSuccess()) {
            counters.served(part.length());
            next();
        } else {
            done.tryFailure(written.cause());
        }
    }
}
