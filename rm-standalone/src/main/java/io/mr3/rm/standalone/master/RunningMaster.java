package io.mr3.rm.standalone.master;

import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.ServiceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A master with its journal on the disk, its port and its page. */
final class RunningMaster implements AutoCloseable {
    private static final int HIGHEST_PORT = 65_535;

    private final ClusterMaster master;
    private final RpcServer server;
    private final MasterParts.Page page;
    private final ProcessFile file;
    private final CompletableFuture<String> journalFailed;

    private RunningMaster(
            ClusterMaster master,
            RpcServer server,
            MasterParts.Page page,
            ProcessFile file,
            CompletableFuture<String> journalFailed) {
        this.master = master;
        this.server = server;
        this.page = page;
        this.file = file;
        this.journalFailed = journalFailed;
    }

    /**
     * Starts it; returns when peers are served.
     *
     * @throws IOException in one line, if it cannot start
     */
    static RunningMaster start(Mr3Conf conf, ClusterFiles files, Mailboxes mailboxes) throws IOException {
        Secret secret = secret(conf);
        CompletableFuture<String> journalFailed = new CompletableFuture<>();
        RpcSettings settings = settings(conf);
        ClusterMaster master = ClusterMaster.start(
                mailboxes,
                MasterSettings.of(conf),
                MasterParts.scheduler(conf),
                owner -> MasterParts.journal(files.master(), owner, mailboxes.io(), journalFailed::complete),
                new SecureRandom());
        RpcServer server = null;
        MasterParts.Page page = null;
        try {
            master.ready().toCompletableFuture().join();
            server = listen(settings, secret, master);
            page = MasterParts.page(conf, secret, master.view());
            String address = settings.bindHost() + ":" + server.address().getPort();
            master.reachableAt(address, page.address());
            ProcessFile file = new ProcessFile(
                    "master",
                    ProcessHandle.current().pid(),
                    address,
                    page.address(),
                    files.logs().resolve("master.log"),
                    Instant.now());
            return new RunningMaster(master, server, page, file, journalFailed);
        } catch (IOException | RuntimeException e) {
            close(page, server, master);
            throw e;
        }
    }

    private static Secret secret(Mr3Conf conf) throws IOException {
        Path file = ClusterFiles.secret(conf);
        try {
            return Secret.read(file);
        } catch (IOException e) {
            throw new IOException(ClusterKeys.SECRET_FILE + ": " + e.getMessage(), e);
        }
    }

    private static RpcSettings settings(Mr3Conf conf) throws IOException {
        String address = conf.get(ClusterKeys.MASTER);
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        if (port > HIGHEST_PORT) {
            throw new IOException(
                    ClusterKeys.MASTER + ": expected a port up to " + HIGHEST_PORT + ", got '" + address + "'");
        }
        RpcSettings defaults = RpcSettings.defaults();
        return new RpcSettings(
                address.substring(0, colon),
                port,
                defaults.maxFrameBytes(),
                conf.get(MasterKeys.MAX_CONNECTIONS),
                defaults.maxQueuedBytes(),
                defaults.connectTimeout(),
                defaults.handshakeTimeout(),
                defaults.writeStallTimeout());
    }

    private static RpcServer listen(RpcSettings settings, Secret secret, ClusterMaster master) throws IOException {
        try {
            return RpcServer.start(
                    settings,
                    secret,
                    new ServiceSet("master", master.agents(), master.applications(), master.operators()));
        } catch (IOException e) {
            throw new IOException(ClusterKeys.MASTER + ": " + e.getMessage(), e);
        }
    }

    ProcessFile file() {
        return file;
    }

    CompletionStage<String> stopped() {
        return master.stopped();
    }

    /** Completes, with one line, when the master can no longer remember what it does. */
    CompletionStage<String> journalFailed() {
        return journalFailed;
    }

    /** Page, then port, then state: nobody is answered by a master that is gone. */
    @Override
    public void close() {
        close(page, server, master);
    }

    private static void close(MasterParts.Page page, RpcServer server, ClusterMaster master) {
        if (page != null) {
            page.close();
        }
        if (server != null) {
            server.close();
        }
        master.close();
    }
}
