package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this host has of a cluster: settings, directories, the secret, and which agents were started from here.
 *
 * @param conf settings of this process
 */
record ClusterHome(Mr3Conf conf) {
    ClusterFiles files() {
        return ClusterFiles.of(conf);
    }

    /** Makes the directories, which nobody but their owner can enter. */
    void prepare() throws IOException {
        Files.createDirectories(
                files().root(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(files().logs());
    }

    /**
     * The cluster's secret, which is made if there is none.
     *
     * @throws IOException in one line, if it cannot be read or written
     */
    Secret secretOrNew() throws IOException {
        Path file = ClusterFiles.secret(conf);
        if (!Files.exists(file)) {
            write(Secret.generate());
        }
        return secret();
    }

    /** @throws IOException in one line, if it cannot be read */
    Secret secret() throws IOException {
        return Secret.read(ClusterFiles.secret(conf));
    }

    /**
     * Keeps a secret that came from the master's host.
     *
     * @throws CommandFailure if this host has another one
     */
    void keep(Secret given) throws CommandFailure, IOException {
        if (!Files.exists(ClusterFiles.secret(conf))) {
            write(given);
        }
        if (!secret().encoded().equals(given.encoded())) {
            throw new CommandFailure("secret file " + ClusterFiles.secret(conf)
                    + ": expected the secret of the cluster that starts agents here, found another one; remove the file if"
                    + " no other cluster uses it");
        }
    }

    private void write(Secret secret) throws IOException {
        Path file = ClusterFiles.secret(conf);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            secret.write(file);
        } catch (FileAlreadyExistsException e) {
            // somebody else was faster; theirs it is
        }
    }

    /** The master that runs on this host, once it serves. */
    Optional<ProcessFile> master() throws IOException {
        return ProcessFile.ofLiving(files().master());
    }

    /** Where the master is: what it tells itself on this host, or else what settings say. */
    String masterAddress() throws IOException {
        return master().map(ProcessFile::address).orElse(conf.get(ClusterKeys.MASTER));
    }

    /** Whether the master's process lives on this host, be it serving or not. */
    boolean isMasterHere() throws IOException {
        return ProcessFile.isClaimed(files().master());
    }

    /** @throws CommandFailure if no master serves on this host */
    void requireMaster() throws CommandFailure, IOException {
        if (master().isEmpty()) {
            throw new CommandFailure("no master of a standalone cluster runs on this host for " + files().root()
                    + "; start it with: mr3-cluster start");
        }
    }

    /** A connection to the master, here or elsewhere. */
    OperatorClient operator() throws IOException {
        return OperatorClient.connect(masterAddress(), secret());
    }

    /** Names of the agents that have a directory here. */
    List<String> agentsHere() throws IOException {
        Path agents = files().root().resolve("agents");
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(agents)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(agents, Files::isDirectory)) {
                directories.forEach(
                        directory -> names.add(directory.getFileName().toString()));
            }
        }
        names.sort(null);
        return names;
    }

    /** The agents that were started from here, on any host, by the last start and what was added since. */
    List<AgentSpec> started() throws CommandFailure, IOException {
        return Files.exists(record()) ? WorkersFile.read(record()) : List.of();
    }

    /** Remembers agents as started. */
    void remember(List<AgentSpec> agents) throws IOException {
        WorkersFile.write(record(), agents);
    }

    private Path record() {
        return files().root().resolve("workers");
    }
}
