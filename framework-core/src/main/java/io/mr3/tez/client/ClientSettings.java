package io.mr3.tez.client;

import io.mr3.client.MasterAddress;
import io.mr3.master.SharedMaster;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tez.dag.api.TezConfiguration;

/** The settings that lead a Tez client to a DAGAppMaster. */
public final class ClientSettings {
    /** Name under which workers serve outputs; with "tez" in it, Tez's fetchers ask for ranges of partitions. */
    private static final String SHUFFLE_SERVICE = "tez_shuffle";

    private ClientSettings() {}

    /**
     * Settings for the client's configuration. YARN's own clients resolve their proxies by the same key, so it belongs into no
     * configuration that others read.
     */
    public static Map<String, String> of(MasterAddress master) {
        Map<String, String> settings = common();
        settings.put(ConfiguredMaster.ADDRESS, master.hostPort());
        settings.put(ConfiguredMaster.SECRET_FILE, master.secretFile().toString());
        return settings;
    }

    /** The same for the shared DAGAppMaster of the client's data directory, which each session finds or starts. */
    public static Map<String, String> ofShared() {
        Map<String, String> settings = common();
        settings.put(ConfiguredMaster.ADDRESS, SharedMaster.AUTO);
        return settings;
    }

    private static Map<String, String> common() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(InJvmResourceManagerProvider.KEY, InJvmResourceManagerProvider.class.getName());
        settings.put(TezConfiguration.TEZ_LOCAL_MODE, "false");
        settings.put(TezConfiguration.TEZ_IGNORE_LIB_URIS, "true");
        // A client would otherwise poll for ever when its DAG is gone; there is no recovery that it could wait for.
        settings.put(TezConfiguration.DAG_RECOVERY_ENABLED, "false");
        settings.put(TezConfiguration.TEZ_AM_SHUFFLE_AUXILIARY_SERVICE_ID, SHUFFLE_SERVICE);
        return settings;
    }
}
