package io.mr3.master;

import io.mr3.config.AmKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a DAGAppMaster that clients share may be set to. */
public final class SharedSettings {
    private SharedSettings() {}

    /**
     * The settings that somebody made, for a shared DAGAppMaster: its workers are processes.
     *
     * @throws IllegalArgumentException in one line that names the key, if it cannot be shared with these
     */
    public static Map<String, String> of(Mr3Conf conf) {
        Map<String, String> settings = new LinkedHashMap<>(conf.explicit());
        if (LocalWorkerKind.isThread(conf) && conf.isSet(AmKeys.LOCAL_WORKER)) {
            throw new IllegalArgumentException(AmKeys.LOCAL_WORKER.name() + ": expected process, got 'thread' ("
                    + conf.source(AmKeys.LOCAL_WORKER) + "): a DAGAppMaster that clients share runs no attempt itself");
        }
        settings.put(AmKeys.LOCAL_WORKER.name(), LocalWorkerKind.PROCESS.name().toLowerCase(Locale.ROOT));
        String host = conf.get(AmKeys.BIND_HOST);
        if (conf.get(AmKeys.SECRET_FILE).isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException(AmKeys.SECRET_FILE.name() + ": expected a file, got none: a DAGAppMaster"
                    + " that listens beyond loopback (" + AmKeys.BIND_HOST.name() + "=" + host
                    + ") needs a secret that its clients have");
        }
        return settings;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
