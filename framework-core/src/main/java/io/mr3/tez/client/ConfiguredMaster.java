package io.mr3.tez.client;

import io.mr3.client.MasterConnector;
import io.mr3.client.RpcMaster;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** The DAGAppMaster that a client's configuration names. */
final class ConfiguredMaster {
    static final String ADDRESS = "mr3.am.address";
    static final String SECRET_FILE = "mr3.am.secret.file";

    private ConfiguredMaster() {}

    /**
     * Reads address and secret.
     *
     * @throws IOException if one of them is missing or malformed, naming the key
     */
    static MasterConnector connector(Configuration conf) throws IOException {
        String address = required(conf, ADDRESS);
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            return new RpcMaster(
                    new InetSocketAddress(address.substring(0, Math.max(0, colon)), port),
                    Secret.read(Path.of(required(conf, SECRET_FILE))));
        } catch (IllegalArgumentException e) {
            throw new IOException(ADDRESS + ": expected host:port, got '" + address + "'", e);
        }
    }

    private static String required(Configuration conf, String key) throws IOException {
        String value = conf.getTrimmed(key, "");
        if (value.isEmpty()) {
            throw new IOException(key + ": expected a value, got none; which DAGAppMaster shall run this session?");
        }
        return value;
    }
}
