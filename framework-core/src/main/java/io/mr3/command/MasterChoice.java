package io.mr3.command;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.master.MasterFile;
import io.mr3.master.MasterFiles;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that say which DAGAppMaster is meant. */
final class MasterChoice {
    @Option(names = "--address", paramLabel = "HOST:PORT", description = "the DAGAppMaster there; with --secret-file")
    private String address;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "secret of the DAGAppMaster at --address; default is mr3.am.secret.file")
    private Path secretFile;

    @Option(
            names = "--am",
            paramLabel = "NAME",
            description =
                    "the DAGAppMaster of this data directory that has this name, also one inside a shell; see: am list")
    private String name;

    /** Connects to what {@link #choose} gives with the settings of this machine. */
    AdminClient connect() throws CommandFailure, IOException {
        return AdminClient.connect(choose(CommonOptions.conf()));
    }

    /**
     * What the options say, or else {@code mr3.am.address}, or else the shared DAGAppMaster of the data directory.
     *
     * @throws CommandFailure if there is none
     */
    MasterAddress choose(Mr3Conf conf) throws CommandFailure, IOException {
        if (address != null && name != null) {
            throw new CommandFailure("expected one of --address and --am, got both");
        }
        if (secretFile != null && address == null) {
            throw new CommandFailure("--secret-file: expected --address with it, got none");
        }
        if (name != null) {
            return named(conf);
        }
        String configured = conf.get(AmKeys.ADDRESS);
        if (address != null) {
            return at("--address", address, conf);
        }
        if (!configured.isEmpty() && !configured.equals(SharedMaster.AUTO)) {
            return at(AmKeys.ADDRESS.name(), configured, conf);
        }
        return SharedMaster.locate(conf)
                .map(MasterFile::clientAddress)
                .orElseThrow(() -> new CommandFailure("no shared DAGAppMaster runs for "
                        + conf.get(StorageKeys.DATA_DIR) + "; start it with: mr3 am start"));
    }

    private MasterAddress named(Mr3Conf conf) throws CommandFailure, IOException {
        return MasterFiles.living(conf).stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .map(MasterFile::clientAddress)
                .orElseThrow(() -> new CommandFailure("--am: expected a DAGAppMaster of "
                        + conf.get(StorageKeys.DATA_DIR) + ", got '" + name + "'; see: mr3 am list"));
    }

    private MasterAddress at(String source, String where, Mr3Conf conf) throws CommandFailure {
        String configured = conf.get(AmKeys.SECRET_FILE);
        if (secretFile == null && configured.isEmpty()) {
            throw new CommandFailure(source + ": expected the secret of the DAGAppMaster at " + where
                    + ", got none; give --secret-file or " + AmKeys.SECRET_FILE.name());
        }
        try {
            return new MasterAddress(where, secretFile == null ? Path.of(configured) : secretFile);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(source + ": " + e.getMessage());
        }
    }
}
