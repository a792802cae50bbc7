package io.mr3.hive.engine;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfigException;
import io.mr3.config.ContainerKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.EngineAttachment.Attached;
import io.mr3.hive.shell.ShellSettings;
import io.mr3.master.SharedMaster;
import io.mr3.tez.client.ClientSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DAGAppMaster in a process of its own, shared with others, under Hive in this process. */
public final class SharedEngine implements Attached {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngine.class);

    private final MasterAddress master;
    private final Map<String, String> lead;

    private SharedEngine(MasterAddress master, Map<String, String> lead) {
        this.master = master;
        this.lead = lead;
    }

    /** See {@link Mr3Engine#hiveDefaults}. */
    public static Map<String, String> hiveDefaults(DataDirectory data, Map<String, String> hiveconf) {
        return new Mr3Engine().hiveDefaults(data, hiveconf);
    }

    /**
     * For a server of Hive's: the DAGAppMaster at {@code mr3.am.address}; without one there, that of the data directory,
     * started if none runs.
     *
     * @throws BadInput in one line, if it cannot be started or reached
     */
    public static SharedEngine attach(ShellSettings settings) {
        try {
            return attach(
                    settings,
                    Mr3Engine.withDaemons(settings, Mr3Engine.taskMemory(settings)),
                    (dag, wait) -> LOG.info("{} {}", dag, wait));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    static SharedEngine attach(ShellSettings settings, Mr3Conf conf, BiConsumer<String, String> waiting) {
        String address = conf.get(AmKeys.ADDRESS).isEmpty() ? SharedMaster.AUTO : conf.get(AmKeys.ADDRESS);
        try {
            SharedEngine engine = address.equals(SharedMaster.AUTO) ? ofDataDirectory(conf) : at(address, conf);
            // a wrong address or secret would show in the first query of each session only
            AdminClient.connect(engine.master).close();
            SessionSettingsHook.check(new SessionSettings(conf, Mr3Engine.given(settings, engine.lead), waiting));
            return engine;
        } catch (IOException e) {
            throw new BadInput(AmKeys.ADDRESS.name() + "=" + address + ": " + e.getMessage(), e);
        }
    }

    /** Each session looks it up, and starts another if it is gone; with slots of the same size then. */
    private static SharedEngine ofDataDirectory(Mr3Conf conf) throws IOException {
        MasterAddress master = SharedMaster.startOrAttach(conf).clientAddress();
        Map<String, String> lead = new LinkedHashMap<>(ClientSettings.ofShared());
        if (conf.isSet(ContainerKeys.SLOT_MEMORY)) {
            lead.put(
                    ContainerKeys.SLOT_MEMORY.name(),
                    conf.get(ContainerKeys.SLOT_MEMORY).toString());
        }
        return new SharedEngine(master, lead);
    }

    private static SharedEngine at(String address, Mr3Conf conf) {
        String secret = conf.get(AmKeys.SECRET_FILE);
        if (secret.isEmpty()) {
            throw new BadInput(AmKeys.SECRET_FILE.name() + ": expected the secret of the DAGAppMaster at " + address
                    + ", got none");
        }
        MasterAddress master = new MasterAddress(address, Path.of(secret));
        return new SharedEngine(master, ClientSettings.of(master));
    }

    @Override
    public Map<String, String> hiveSettings() {
        return lead;
    }

    /** For people. */
    public String description() {
        return "the DAGAppMaster at " + master;
    }

    /** Hive's sessions close their own, and the DAGAppMaster goes on for others. */
    @Override
    public void close() {}
}
