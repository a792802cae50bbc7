package io.mr3.command.doctor;

import io.mr3.config.AmKeys;
import io.mr3.config.ConfigKey;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ShuffleKeys;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Addresses and ports to listen on. */
record PortChecks(Mr3Conf conf) {
    List<Finding> run() {
        return List.of(
                check(AmKeys.BIND_HOST, AmKeys.PORT, isOurs(conf.get(AmKeys.PORT))),
                check(ShuffleKeys.BIND_HOST, ShuffleKeys.PORT, false));
    }

    private Finding check(ConfigKey<String> hostKey, ConfigKey<Integer> portKey, boolean isOurs) {
        String host = conf.get(hostKey);
        int port = conf.get(portKey);
        String where = portKey.name() + ": " + host + ":" + port;
        if (isOurs) {
            return Finding.good("port", where + " is the shared DAGAppMaster's");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.good("port", where + (port == 0 ? ", the system chooses a free one" : " is free"));
        } catch (IOException e) {
            return Finding.bad(
                    "port", where + " cannot be listened on: " + e.getMessage(), "set " + hostKey + " or " + portKey);
        }
    }

    /** Whether the shared DAGAppMaster listens there. */
    private boolean isOurs(int port) {
        try {
            return port != 0
                    && SharedMaster.locate(conf)
                            .map(MasterFile::address)
                            .filter(address -> address.endsWith(":" + port))
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
