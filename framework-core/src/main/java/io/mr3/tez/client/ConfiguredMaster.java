package io.mr3.tez.client;

import io.mr3.client.MasterAddress;
import io.mr3.client.MasterConnector;
import io.mr3.client.RpcMaster;
import io.mr3.config.ConfigException;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The DAGAppMaster that a client's configuration names. */
final class ConfiguredMaster {
    static final String ADDRESS = "mr3.am.address";
    static final String SECRET_FILE = "mr3.am.secret.file";

    private ConfiguredMaster() {}

    /**
     * Reads address and secret; finds, or starts, the shared DAGAppMaster if that is meant.
     *
     * @throws IOException in one line, if a value is missing or malformed, naming the key, or that one does not start
     */
    static MasterConnector connector(Configuration conf) throws IOException {
        String address = required(conf, ADDRESS);
        try {
            MasterAddress master = address.equals(SharedMaster.AUTO)
                    ? SharedMaster.startOrAttach(settings(conf)).clientAddress()
                    : new MasterAddress(address, Path.of(required(conf, SECRET_FILE)));
            return new RpcMaster(master.socketAddress(), master.secret());
        } catch (IllegalArgumentException e) {
            throw new IOException(ADDRESS + ": " + e.getMessage(), e);
        }
    }

    /** Those of the process, with those of the client on top. */
    private static Mr3Conf settings(Configuration conf) throws IOException {
        Map<String, String> ours = new LinkedHashMap<>();
        conf.getPropsWithPrefix("mr3.").forEach((rest, value) -> ours.put("mr3." + rest, value));
        try {
            return DataLayout.ofThisProcess()
                    .loader()
                    .values("the client's configuration", ours)
                    .load();
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
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
