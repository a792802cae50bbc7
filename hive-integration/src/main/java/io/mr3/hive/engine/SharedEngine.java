package io.mr3.hive.engine;

import io.mr3.config.AmKeys;
import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.EngineAttachment.Attached;
import io.mr3.hive.shell.ShellSettings;
import io.mr3.tez.client.ClientSettings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DAGAppMaster in a process of its own, under a server of Hive's whose own process runs no part of an engine. */
public final class SharedEngine implements Attached {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngine.class);

    private final InetSocketAddress address;
    private final Path secretFile;

    private SharedEngine(InetSocketAddress address, Path secretFile) {
        this.address = address;
        this.secretFile = secretFile;
    }

    /**
     * Finds the DAGAppMaster that the settings name.
     *
     * @throws BadInput if there is none, in one line
     */
    public static SharedEngine attach(ShellSettings settings) {
        try {
            Mr3Conf conf = Mr3Engine.settings(settings);
            SharedEngine engine = named(conf);
            SessionSettingsHook.check(new SessionSettings(
                    conf,
                    Mr3Engine.given(settings, engine.hiveSettings()),
                    (dag, reason) -> LOG.info("{} {}", dag, reason)));
            return engine;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static SharedEngine named(Mr3Conf conf) {
        String address = conf.get(AmKeys.ADDRESS);
        int colon = address.lastIndexOf(':');
        Path secret = Path.of(conf.get(AmKeys.SECRET_FILE));
        if (colon <= 0 || !Files.isReadable(secret)) {
            throw new BadInput(AmKeys.ADDRESS.name() + " and " + AmKeys.SECRET_FILE.name()
                    + ": expected host:port and a readable file, got '" + address + "' and '" + secret + "'");
        }
        return new SharedEngine(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                secret);
    }

    @Override
    public Map<String, String> hiveSettings() {
        return ClientSettings.of(address, secretFile);
    }

    /** For people. */
    public String description() {
        return "the DAGAppMaster at " + address.getHostString() + ":" + address.getPort();
    }

    /** The DAGAppMaster goes on for others. */
    @Override
    public void close() {}
}
