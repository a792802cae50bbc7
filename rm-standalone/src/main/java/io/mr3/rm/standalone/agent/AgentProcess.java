package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskProbe;
import io.mr3.common.files.DiskState;
import io.mr3.common.files.LifeLock;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerRecord;
import io.mr3.rm.standalone.web.WebSettings;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of a node agent in this process. It starts in a fixed order: its directory is claimed; disks are tried out; what an
 * agent before it wrote down is read; what nobody needs goes; logs can be read; then the master hears of it.
 */
final class AgentProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
    private static final int THREADS = 2;
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final AgentSettings settings;
    private final AgentHost host;
    private final MailboxPool pool;
    private final LifeLock claim;
    private final Secret secret;
    private AgentWeb web;
    private volatile NodeAgent agent;

    private AgentProcess(AgentSettings settings, AgentHost host, LifeLock claim, Secret secret) {
        this.settings = settings;
        this.host = host;
        this.claim = claim;
        this.secret = secret;
        this.pool = new MailboxPool("agent", THREADS);
    }

    /**
     * Starts it; returns before the master has heard of it.
     *
     * @throws IOException in one line, if it cannot work here
     */
    static AgentProcess start(AgentSettings settings, AgentHost host) throws IOException {
        Secret secret = Secret.read(settings.secretFile());
        RunAs runAs = RunAs.of(settings.user(), System.getProperty("user.name"));
        List<String> bounds = settings.bounds().prefix(ProgramPath.ofThisProcess());
        Optional<LifeLock> claim = ProcessFile.claim(settings.directory());
        if (claim.isEmpty()) {
            String other = ProcessFile.ofLiving(settings.directory())
                    .map(file -> "process " + file.pid())
                    .orElse("a process that starts or ends");
            throw new IOException(
                    "agent " + settings.name() + ": " + other + " has its directory " + settings.directory());
        }
        AgentProcess process = new AgentProcess(settings, host, claim.get(), secret);
        boolean started = false;
        try {
            process.run(runAs, bounds);
            started = true;
            return process;
        } finally {
            if (!started) {
                process.close();
            }
        }
    }

    /** Lets the containers run and ends; {@link AgentHost#end} is told when. */
    void leave(String reason) {
        agent.leave(reason);
    }

    private void run(RunAs runAs, List<String> bounds) throws IOException {
        boolean othersPass = !runAs.user().isEmpty();
        Path directory = settings.directory();
        Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString(othersPass ? "rwx--x--x" : "rwx------"));
        DiskProbe probe = DiskProbe.ofThisHost();
        Map<Path, DiskState> disks = tryOutDisks(probe);
        Path recordDirectory = Files.createDirectories(directory.resolve("records"));
        Files.setPosixFilePermissions(recordDirectory, PosixFilePermissions.fromString("rwx------"));
        RecordFiles records = new RecordFiles(recordDirectory);
        AgentState state = records.readState();
        List<ContainerRecord> containers = records.read();

        ProcFiles proc = ProcFiles.ofThisHost();
        HostProcesses processes = new HostProcesses(
                directory,
                recordDirectory,
                new SealedSecrets(secret),
                new WorkerEnvironment(System.getenv(), settings.host(), directory),
                runAs,
                bounds,
                Cgroups.open(CGROUPS, settings.name(), settings.enforceCores()));
        FileCache cache = new FileCache(directory.resolve("cache"), settings.cacheBytes(), new HadoopFileSource());
        HostWorkplace workplace = new HostWorkplace(
                settings.workDirectories(), cache, new OutputLogs(settings.logs()), runAs, new Trash(pool.io()));
        Heritage heritage = clean(workplace, processes, new StateFiles(recordDirectory), containers);

        web = AgentWeb.start(
                new WebSettings(settings.bindHost(), settings.webPort()),
                secret,
                new LogReader(workplace::directory),
                () -> NodeJson.of(settings, agent == null ? AgentView.NOTHING : agent.view()));
        AgentTools tools = new AgentTools(
                processes,
                workplace,
                records,
                probe,
                HealthProgram.asProcess(settings.health(), directory),
                new HostMeter(proc),
                new RpcMasterConnector(settings.master(), secret, settings.name(), pool.io()));
        SecureRandom random = new SecureRandom();
        AgentIdentity identity = new AgentIdentity(random.nextLong(), proc.boot(), webAddress(), build());
        agent = new NodeAgent(pool, settings, identity, state, tools, random, new Publisher());
        agent.start(heritage, disks);
    }

    /** Each is tried out; at least one must be good. */
    private Map<Path, DiskState> tryOutDisks(DiskProbe probe) throws IOException {
        Map<Path, DiskState> found = new LinkedHashMap<>();
        settings.workDirectories().forEach(disk -> found.put(disk, probe.check(disk)));
        if (found.values().stream().noneMatch(state -> state.problem().isEmpty())) {
            throw new IOException("agent " + settings.name()
                    + ": expected a directory that can be written, found none: "
                    + found.entrySet().stream()
                            .map(disk -> disk.getKey() + " " + disk.getValue().problem())
                            .collect(Collectors.joining("; ")));
        }
        return found;
    }

    /** Only what belongs to nobody alive: processes of unknown containers are the master's to judge. */
    private static Heritage clean(
            HostWorkplace workplace, HostProcesses processes, StateFiles states, List<ContainerRecord> containers)
            throws IOException {
        Set<String> recorded = containers.stream()
                .map(record -> ContainerId.of(record.getLaunch().getContainer()).toString())
                .collect(Collectors.toSet());
        Set<String> inUse = new HashSet<>(processes.marked());
        inUse.addAll(recorded);
        workplace.emptyTrash();
        workplace.clearLeftOvers(inUse::contains, application -> true);
        states.deleteOthers(inUse::contains);
        List<ContainerId> ended = workplace.containers().stream()
                .filter(id -> !recorded.contains(id.toString()))
                .toList();
        return new Heritage(containers, ended);
    }

    private String webAddress() {
        return settings.host() + ":" + web.port();
    }

    private static String build() {
        String version = AgentProcess.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Others find the process once the master knows it. */
    private final class Publisher implements AgentHost {
        @Override
        public void welcomed() {
            pool.io().execute(() -> {
                try {
                    new ProcessFile(
                                    settings.name(),
                                    ProcessHandle.current().pid(),
                                    "",
                                    webAddress(),
                                    settings.logFile(),
                                    Instant.now())
                            .publish(settings.directory());
                } catch (IOException e) {
                    LOG.error("nobody can find this agent: {}", e.getMessage());
                }
            });
            host.welcomed();
        }

        @Override
        public void end(int exitCode, String line) {
            host.end(exitCode, line);
        }
    }

    @Override
    public void close() {
        if (web != null) {
            web.close();
        }
        pool.close();
        try {
            ProcessFile.withdraw(settings.directory());
            claim.close();
        } catch (IOException e) {
            LOG.warn("cannot let go of {}: {}", settings.directory(), e.getMessage());
        }
    }
}
