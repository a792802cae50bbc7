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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DAGAppMaster in a process of its own, under a server of Hive's whose own process runs no part of an engine. */
public final class SharedEngine implements Attached {
    private static final Logger LOG = LoggerFactory.getLogger(SharedEngine.class);
    private static final long ANSWER_SECONDS = 30;

    private final MasterAddress master;

    private SharedEngine(MasterAddress master) {
        this.master = master;
    }

    /**
     * The DAGAppMaster at {@code mr3.am.address}; without one there, that of the data directory, started if none runs.
     *
     * @throws BadInput in one line, if it cannot be started or reached
     */
    public static SharedEngine attach(ShellSettings settings) {
        try {
            Mr3Conf conf = Mr3Engine.settings(settings);
            SharedEngine engine = new SharedEngine(master(conf));
            SessionSettingsHook.check(new SessionSettings(
                    conf,
                    Mr3Engine.given(settings, engine.hiveSettings()),
                    (dag, reason) -> LOG.info("{} {}", dag, reason)));
            return engine;
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static MasterAddress master(Mr3Conf conf) throws IOException {
        String address = conf.get(AmKeys.ADDRESS);
        if (address.isEmpty() || address.equals(SharedMaster.AUTO)) {
            return SharedMaster.startOrAttach(conf).clientAddress();
        }
        String secret = conf.get(AmKeys.SECRET_FILE);
        if (secret.isEmpty()) {
            throw new BadInput(AmKeys.SECRET_FILE.name() + ": expected the file with the secret of the DAGAppMaster at "
                    + address + ", got none");
        }
        MasterAddress master = new MasterAddress(address, Path.of(secret));
        checkAnswers(master);
        return master;
    }

    /** A wrong address or secret would show in the first query of each session only. */
    private static void checkAnswers(MasterAddress master) throws IOException {
        try {
            AdminClient.connect(master).get(ANSWER_SECONDS, TimeUnit.SECONDS).close();
        } catch (ExecutionException e) {
            throw unreachable(master, e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw unreachable(master, "no answer within " + ANSWER_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(master, "interrupted", e);
        }
    }

    private static BadInput unreachable(MasterAddress master, String why, Exception cause) {
        return new BadInput(
                AmKeys.ADDRESS.name() + ": expected a DAGAppMaster at " + master + " with the secret in "
                        + master.secretFile() + ": " + why,
                cause);
    }

    @Override
    public Map<String, String> hiveSettings() {
        return ClientSettings.of(master.socketAddress(), master.secretFile());
    }

    /** For people. */
    public String description() {
        return "the DAGAppMaster at " + master;
    }

    /** The DAGAppMaster goes on for others. */
    @Override
    public void close() {}
}
