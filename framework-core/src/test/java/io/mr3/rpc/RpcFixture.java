package io.mr3.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.StringValue;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with two echo services on loopback. */
abstract class RpcFixture {
    static final int MAX_FRAME = 1 << 20;
    static final RpcSettings SETTINGS = new RpcSettings(
            "127.0.0.1",
            0,
            MAX_FRAME,
            32,
            64L << 20,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));

    final Secret secret = Secret.generate();
    final EchoService echo = new EchoService("echo");
    final EchoService other = new EchoService("other");
    RpcServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = start(SETTINGS);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    final RpcServer start(RpcSettings settings) throws IOException {
        return RpcServer.start(settings, secret, new ServiceSet("am", echo, other));
    }

    final Connection connect(String service, String name, Inbox inbox) throws Exception {
        return connect(server.address(), secret, service, name, inbox);
    }

    static Connection connect(InetSocketAddress address, Secret secret, String service, String name, Inbox inbox)
            throws Exception {
        return RpcClient.connect(SETTINGS, address, secret, service, name, StringValue.parser(), connection -> inbox)
                .get(60, TimeUnit.SECONDS);
    }

    /** Why a connection cannot be made. */
    final String refusal(Secret with, String service, String name) {
        ExecutionException error = assertThrows(
                ExecutionException.class, () -> connect(server.address(), with, service, name, new Inbox()));
        assertEquals(IOException.class, error.getCause().getClass());
        return error.getCause().getMessage().replace(server.address().toString(), "<server>");
    }

    /** That a good client is served, whatever others did before. */
    final void assertStillServes() throws Exception {
        Inbox inbox = new Inbox();
        Connection connection = connect("echo", "good", inbox);
        connection.send(StringValue.of("still there?"));
        Await.until(() -> inbox.received.contains("still there?"));
        connection.close("done");
    }
}
