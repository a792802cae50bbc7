package io.mr3.shuffle;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a connection is closed for idleness; the test is the disk thread. */
class ShuffleConnectionTest {
    private static final DagId DAG = new DagId(new AppId(1, 1), 1);
    private static final String OUTPUT = "attempt_1_0001_1_00_000000_0_10000";
    private static final String URI = "/mapOutput?job=job_1_0001&dag=1&reduce=0&map=" + OUTPUT;
    private static final int PORT = 4711;

    @TempDir
    Path dir;

    private final Queue<Runnable> disk = new ArrayDeque<>();
    private EmbeddedChannel channel;

    @BeforeEach
    void connect() throws Exception {
        OutputOnDisk.write(dir, dir, DAG, OUTPUT, "x");
        JobToken token = new JobToken("secret".getBytes(US_ASCII), "HmacSHA1");
        ServedDags dags = new ServedDags();
        dags.add(DAG, token, List.of(dir));
        ShuffleService service = new ShuffleService(dags, new OutputFiles(0), new ShuffleCounters(), disk::add, 5);
        channel = new EmbeddedChannel(new ShuffleConnection(service)) {
            @Override
            protected SocketAddress localAddress0() {
                return new InetSocketAddress(PORT);
            }
        };
    }

    @Test
    void atRestItIsClosedWhenNothingComes() {
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertTrue(channel.isOpen());
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
        assertFalse(channel.isOpen());
    }

    @Test
    void whileServingItIsClosedWhenNothingLeaves() {
        request();
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
        assertTrue(channel.isOpen());
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertFalse(channel.isOpen());
    }

    @Test
    void afterAResponseItIsAtRest() {
        request();
        disk.remove().run();
        channel.runPendingTasks();
        assertEquals(200, ((HttpResponse) channel.readOutbound()).status().code());
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertTrue(channel.isOpen());
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
        assertFalse(channel.isOpen());
    }

    private void request() {
        FullHttpRequest request = new DefaultFullHttpRequest(HTTP_1_1, HttpMethod.GET, URI);
        JobToken token = new JobToken("secret".getBytes(US_ASCII), "HmacSHA1");
        ShuffleProtocol.mark(request.headers());
        request.headers().set(ShuffleProtocol.URL_HASH, token.sign(PORT + URI));
        channel.writeInbound(request);
        assertEquals(1, disk.size());
    }
}
