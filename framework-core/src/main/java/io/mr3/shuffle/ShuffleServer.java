package io.mr3.shuffle;

import io.mr3.common.DagId;
import io.mr3.mailbox.DaemonThreads;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the outputs of this worker's attempts to the fetchers of Tez: HTTP as its auxiliary service {@code tez_shuffle}
 * speaks it, every request signed with the job token of its application. Bytes go from file to socket without a copy.
 * All methods may be called from any thread, and none blocks on a disk.
 */
public final class ShuffleServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShuffleServer.class);
    private static final int LISTEN_QUEUE = 1024;
    private static final int MAX_HEADER_BYTES = 8192;
    /** Nothing that we answer has a body. */
    private static final int MAX_REQUEST_BODY = 1024;

    private final ShuffleSettings settings;
    private final ServedDags dags;
    private final OutputFiles outputs;
    private final ShuffleCounters counters = new ShuffleCounters();
    private final ShuffleService service;
    private final ExecutorService disk;
    private final EventLoopGroup io;
    private int port;

    private ShuffleServer(ShuffleSettings settings, ServedDags dags, OutputFiles outputs) {
        this.settings = settings;
        this.dags = dags;
        this.outputs = outputs;
        disk = Executors.newFixedThreadPool(settings.diskThreads(), new DaemonThreads("shuffle-disk"));
        io = new NioEventLoopGroup(settings.ioThreads(), new DaemonThreads("shuffle-io"));
        service = new ShuffleService(
                dags, outputs, counters, disk, settings.keepAlive().toSeconds());
    }

    /**
     * Returns once the server listens.
     *
     * @throws IOException if the address cannot be bound
     */
    public static ShuffleServer start(ShuffleSettings settings) throws IOException {
        return start(settings, new ServedDags(), new OutputFiles(settings.cachedPartitions()));
    }

    /** One that shares DAGs and the cache of indexes with others. */
    static ShuffleServer start(ShuffleSettings settings, ServedDags dags, OutputFiles outputs) throws IOException {
        ShuffleServer server = new ShuffleServer(settings, dags, outputs);
        try {
            server.listen();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.bindHost(), settings.port());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(io)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, LISTEN_QUEUE)
                // accepts one at a time, so that the limit holds exactly
                .option(ChannelOption.RCVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator())
                // the connection itself asks for each request
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .handler(new ConnectionLimit(settings.maxConnections()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initConnection(channel);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("shuffle server cannot listen on " + address, bound.cause());
        }
        port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        LOG.info("shuffle server listens on {}:{}", settings.bindHost(), port);
    }

    private void initConnection(Channel channel) {
        // one second more than clients are told, so that none writes into a connection that is being closed
        long restMillis = settings.keepAlive().toMillis() + 1000;
        long stallMillis = settings.stallLimit().toMillis();
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, stallMillis, restMillis, TimeUnit.MILLISECONDS))
                .addLast(new HttpServerCodec(settings.maxUriBytes(), MAX_HEADER_BYTES, MAX_REQUEST_BODY))
                .addLast(new HttpObjectAggregator(MAX_REQUEST_BODY, true))
                .addLast(new FlowControlHandler())
                .addLast(new ShuffleConnection(service));
    }

    /** The TCP port that clients connect to; it goes into the metadata of Tez's auxiliary service. */
    public int port() {
        return port;
    }

    /** What the server has done so far. */
    public ShuffleCounters counters() {
        return counters;
    }

    /**
     * Serves the outputs of a DAG from now on. The secret is kept until the last DAG of its application has ended.
     *
     * @param jobTokenSecret password of the application's session token
     * @param localDirs the directories of the application, as its attempts get them
     * @throws IllegalArgumentException if the application's other DAGs are served with another secret
     */
    public void registerDag(DagId dag, byte[] jobTokenSecret, List<Path> localDirs) {
        dags.add(dag, new JobToken(jobTokenSecret, settings.hmacAlgorithm()), localDirs);
        LOG.debug("{}: outputs are served from {}", dag, localDirs);
    }

    /**
     * Stops serving a DAG and deletes all that it wrote under its local directories. Does nothing for a DAG that is not
     * served.
     *
     * @return completes when the files are gone; what cannot be deleted is logged
     */
    public CompletableFuture<Void> dagEnded(DagId dag) {
        List<Path> localDirs = dags.remove(dag);
        return CompletableFuture.runAsync(() -> outputs.delete(dag, localDirs), disk);
    }

    /** Closes all connections and returns when the port is free. Files of DAGs that have not ended stay. */
    @Override
    public void close() {
        io.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        disk.shutdown();
    }
}
