package io.mr3.hive.engine;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.BadInput;
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

/** A DAGAppMaster in a process of its own, under a shell or a server of Hive's whose own process runs no part of an engine. */
public final class SharedEngine implements Attached {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngine.class);

    private final MasterAddress master;
    private final Map<String, String> hiveSettings;

    private SharedEngine(MasterAddress master, Map<String, String> hiveSettings) {
        this.master = master;
        this.hiveSettings = hiveSettings;
    }

    /**
     * For a server: the DAGAppMaster at {@code mr3.am.address}; without one there, that of the data directory, started if none
     * runs.
     *
     * @throws BadInput in one line, if it cannot be started or reached
     */
    public static SharedEngine attach(ShellSettings settings) {
        try {
            Mr3Conf conf = Mr3Engine.settings(settings, Mr3Engine.taskMemory(settings));
            return attach(settings, conf, (dag, reason) -> LOG.info("{} {}", dag, reason));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    /** Slots of such a DAGAppMaster are its own business: clients with other container sizes share it. */
    static SharedEngine attach(ShellSettings settings, Mr3Conf conf, BiConsumer<String, String> waiting) {
        String address = conf.get(AmKeys.ADDRESS);
        SharedEngine engine;
        try {
            engine = address.isEmpty() || address.equals(SharedMaster.AUTO)
                    ? ofDataDirectory(settings, conf)
                    : at(new MasterAddress(address, secret(conf)));
            // a wrong address or secret would show in the first query of each session only
            AdminClient.connect(engine.master).close();
        } catch (IOException e) {
            throw new BadInput(
                    (address.isEmpty() ? "" : AmKeys.ADDRESS.name() + "=" + address + ": ") + e.getMessage(), e);
        }
        Mr3Engine.check(settings, conf, engine.hiveSettings, waiting);
        return engine;
    }

    /** Each session finds it, or starts it again as it was started here. */
    private static SharedEngine ofDataDirectory(ShellSettings settings, Mr3Conf conf) throws IOException {
        Map<String, String> lead = new LinkedHashMap<>(Mr3Engine.taskMemory(settings));
        lead.putAll(ClientSettings.ofShared());
        return new SharedEngine(SharedMaster.startOrAttach(conf).clientAddress(), lead);
    }

    private static SharedEngine at(MasterAddress address) {
        return new SharedEngine(address, ClientSettings.of(address));
    }

    private static Path secret(Mr3Conf conf) {
        String file = conf.get(AmKeys.SECRET_FILE);
        if (file.isEmpty()) {
            throw new BadInput(AmKeys.SECRET_FILE.name() + ": expected the secret of the DAGAppMaster at "
                    + conf.get(AmKeys.ADDRESS) + ", got none");
        }
        return Path.of(file);
    }

    @Override
    public Map<String, String> hiveSettings() {
        return hiveSettings;
    }

    /** For people. */
    public String description() {
        return "the DAGAppMaster at " + master;
    }

    /** Hive's sessions close their own; the DAGAppMaster goes on for others. */
    @Override
    public void close() {}
}
