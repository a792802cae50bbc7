package io.mr3.rm.standalone.driver;

import com.google.protobuf.Parser;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.Service;
import io.mr3.rpc.ServiceSet;
import java.io.IOException;

/** A {@link FakeMaster} behind a port of this host. */
final class FakeMasterServer implements AutoCloseable {
    private final FakeMaster master;
    private final RpcServer server;

    /** @param port 0: any */
    FakeMasterServer(FakeMaster master, Secret secret, int port) throws IOException {
        this.master = master;
        this.server = RpcServer.start(
                RpcSettings.defaults().listeningOn("127.0.0.1", port),
                secret,
                new ServiceSet("master", new Applications()));
    }

    int port() {
        return server.address().getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Applications implements Service<FromApplication> {
        @Override
        public String name() {
            return "application";
        }

        @Override
        public Parser<FromApplication> parser() {
            return FromApplication.parser();
        }

        @Override
        public ConnectionHandler<FromApplication> accept(Connection connection, String peerName) {
            FakeMaster.Line line = master.accept(new FakeMaster.Peer() {
                @Override
                public void send(ToApplication message) {
                    connection.send(message);
                }

                @Override
                public void close(String reason) {
                    connection.close(reason);
                }
            });
            return new ConnectionHandler<>() {
                @Override
                public void received(FromApplication message) {
                    line.received(message);
                }

                @Override
                public void closed(String reason) {
                    line.closed();
                }
            };
        }
    }
}
