package io.mr3.command.doctor;

import io.mr3.common.FreePort;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfigKey;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ShuffleKeys;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Addresses and ports to listen on. */
record PortChecks(Mr3Conf conf) {
    List<Finding> run() {
        return List.of(
                isOurs(conf.get(AmKeys.PORT))
                        ? Finding.good("port", where(AmKeys.BIND_HOST, AmKeys.PORT) + " is the shared DAGAppMaster's")
                        : check(AmKeys.BIND_HOST, AmKeys.PORT, 1),
                check(ShuffleKeys.BIND_HOST, ShuffleKeys.PORT, conf.get(ShuffleKeys.HANDLERS)));
    }

    private String where(ConfigKey<String> hostKey, ConfigKey<Integer> portKey) {
        return portKey.name() + ": " + conf.get(hostKey) + ":" + conf.get(portKey);
    }

    /** @param ports how many in a row are listened on, unless the system chooses them */
    private Finding check(ConfigKey<String> hostKey, ConfigKey<Integer> portKey, int ports) {
        int first = conf.get(portKey);
        int count = first == 0 ? 1 : ports;
        String where = where(hostKey, portKey) + (count == 1 ? "" : "-" + (first + count - 1));
        for (int port = first; port < first + count; port++) {
            try {
                FreePort.check(new InetSocketAddress(InetAddress.getByName(conf.get(hostKey)), port));
            } catch (IOException | IllegalArgumentException e) {
                String trouble = count > 1 ? "port " + port + ": " + e.getMessage() : e.getMessage();
                return Finding.bad(
                        "port", where + " cannot be listened on: " + trouble, "set " + hostKey + " or " + portKey);
            }
        }
        return Finding.good("port", where + (first == 0 ? ", the system chooses a free one" : " is free"));
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
