package io.mr3.shuffle;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes a request, has its outputs found on a disk thread, sends them, and only then reads the next request.
 * Whatever is refused closes the connection. Event loop only.
 */
final class ShuffleConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ShuffleConnection.class);

    private final ShuffleService service;
    private boolean serving;

    ShuffleConnection(ShuffleService service) {
        this.service = service;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    /** A read that brought only a piece of a request leaves us waiting for the rest; the flow control forgets that. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!serving) {
            ctx.read();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        serving = true;
        service.counters().request();
        if (http.decoderResult().isFailure()) {
            boolean tooLong = http.decoderResult().cause() instanceof TooLongHttpLineException;
            refuse(ctx, tooLong ? REQUEST_URI_TOO_LONG : BAD_REQUEST, "not a request that can be read");
        } else if (!HttpMethod.GET.equals(http.method())) {
            refuse(ctx, METHOD_NOT_ALLOWED, "expected GET");
        } else if (!ShuffleProtocol.isSpokenBy(http.headers())) {
            refuse(ctx, BAD_REQUEST, "expected shuffle protocol " + ShuffleProtocol.VERSION);
        } else {
            try {
                answer(ctx, http, ShuffleRequest.parse(http.uri()));
            } catch (IllegalArgumentException e) {
                refuse(ctx, BAD_REQUEST, e.getMessage());
            }
        }
    }

    private void answer(ChannelHandlerContext ctx, FullHttpRequest http, ShuffleRequest request) {
        String hash = http.headers().get(ShuffleProtocol.URL_HASH, "");
        // the client hashes the port that it connected to, and the line as it went over the wire
        String signed = ((InetSocketAddress) ctx.channel().localAddress()).getPort() + http.uri();
        Optional<JobToken> token = service.dags().token(request.dag().app()).filter(t -> t.signed(signed, hash));
        if (token.isEmpty()) {
            refuse(ctx, UNAUTHORIZED, "unknown job, or a hash that its token did not make");
            return;
        }
        Optional<List<Path>> localDirs = service.dags().localDirs(request.dag());
        if (localDirs.isEmpty()) {
            refuse(ctx, NOT_FOUND, request.dag() + " is not served here");
            return;
        }
        HttpResponse response = new DefaultHttpResponse(HTTP_1_1, OK);
        response.headers().set(ShuffleProtocol.REPLY_HASH, token.get().sign(hash));
        boolean keepAlive = HttpUtil.isKeepAlive(http);
        CompletableFuture.supplyAsync(() -> service.outputs().find(request, localDirs.get()), service.disk())
                .whenCompleteAsync(
                        (parts, failure) -> {
                            if (failure != null) {
                                refuse(ctx, request, failure);
                            } else {
                                send(ctx, response, parts, keepAlive);
                            }
                        },
                        ctx.executor());
    }

    private void send(ChannelHandlerContext ctx, HttpResponse response, List<BodyPart> parts, boolean keepAlive) {
        ShuffleProtocol.mark(response.headers());
        HttpUtil.setContentLength(
                response, parts.stream().mapToLong(BodyPart::length).sum());
        HttpUtil.setKeepAlive(response, keepAlive);
        if (keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            response.headers().set("Keep-Alive", "timeout=" + service.keepAliveSeconds());
        }
        if (parts.get(parts.size() - 1) instanceof DiskError) {
            service.counters().error();
        }
        ctx.write(response);
        new BodySender(ctx, parts, service.counters()).send().addListener(sent -> {
            if (!sent.isSuccess()) {
                service.counters().error();
                LOG.debug(
                        "{}: response broke off: {}",
                        ctx.channel(),
                        sent.cause().toString());
                ctx.close();
            } else if (keepAlive) {
                serving = false;
                ctx.read();
            } else {
                ctx.close();
            }
        });
    }

    private void refuse(ChannelHandlerContext ctx, ShuffleRequest request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof IllegalArgumentException) {
            refuse(ctx, BAD_REQUEST, cause.getMessage());
        } else {
            LOG.error("{}: cannot serve {}", request.dag(), request.outputs(), cause);
            refuse(ctx, INTERNAL_SERVER_ERROR, "failed on the server");
        }
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String reason) {
        service.counters().error();
        LOG.info("shuffle request from {} refused: {}, {}", ctx.channel().remoteAddress(), status, reason);
        FullHttpResponse response = new DefaultFullHttpResponse(HTTP_1_1, status, Unpooled.copiedBuffer(reason, UTF_8));
        ShuffleProtocol.mark(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive((HttpMessage) response, false);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            IdleState given = serving ? IdleState.WRITER_IDLE : IdleState.ALL_IDLE;
            if (idle.state() == given) {
                LOG.debug(
                        "{}: closed, {}", ctx.channel(), serving ? "the client takes nothing" : "at rest for too long");
                ctx.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{}: closed: {}", ctx.channel(), cause.toString());
        ctx.close();
    }
}
