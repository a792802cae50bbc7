package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.agent.ProcFiles.Stat;
import io.mr3.rm.standalone.proto.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Containers as processes of a session and process group of their own, each below a small script that writes down how it
 * ended. Their output goes straight into a file, so nothing of them depends on this process. Thread-safe.
 */
final class HostProcesses implements ContainerProcesses {
    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));

    private final ProcFiles proc;
    private final StateFiles states;
    private final SealedSecrets secrets;
    private final WorkerEnvironment environment;
    private final RunAs runAs;
    private final List<String> bounds;
    private final Optional<Cgroups> cgroups;
    private final ProcessKiller killer;
    private final ThreadDumps threads;
    private final List<String> beginning;
    /** Words that give a command its application's environment once it is not root's any more. */
    private final List<String> afterwards;

    private final String boot;

    /** Of the last look at memory. */
    private Set<ProcessTrees.Copy> copies = Set.of();

    /**
     * Looks at the host.
     *
     * @param agent directory of the agent
     * @param stateDirectory where scripts tell of their containers
     * @param bounds words before a command that set its bounds
     * @throws IOException in one line, if the host lacks something
     */
    HostProcesses(
            Path agent,
            Path stateDirectory,
            SealedSecrets secrets,
            WorkerEnvironment environment,
            RunAs runAs,
            List<String> bounds,
            Optional<Cgroups> cgroups)
            throws IOException {
        this.proc = ProcFiles.ofThisHost();
        this.states = new StateFiles(stateDirectory);
        this.secrets = secrets;
        this.environment = environment;
        this.runAs = runAs;
        this.bounds = List.copyOf(bounds);
        this.cgroups = cgroups;
        this.killer = new ProcessKiller(proc, agent);
        this.threads = new ThreadDumps(proc);
        this.boot = proc.boot();
        this.beginning = List.of(
                ProgramPath.find("setsid"),
                ProgramPath.find("sh"),
                ContainerScript.install(agent).toString());
        this.afterwards = List.of(ProgramPath.find("sh"), "-c", WorkerEnvironment.TAKE_GIVEN, "sh");
    }

    @Override
    public ProcessStamp start(Start start, IntConsumer ended) throws IOException {
        Command command = start.launch().getCommand();
        ContainerId id = start.id();
        checkProgram(command.getArguments(0), start);
        List<String> words = new ArrayList<>(beginning);
        words.add(states.prefix(id, start.start()).toString());
        words.add(
                cgroups.isPresent()
                        ? cgroups.get().make(id, start.launch().getAmount()).toString()
                        : "-");
        // behind the script, which has to tell the end whatever they are, and before the user who may not raise them
        words.addAll(bounds);
        words.addAll(runAs.prefix());
        Map<String, String> variables = environment.ofHost(id, start.directory(), runAs);
        Map<String, String> given = environment.ofApplication(command.getEnvironmentMap(), open(id, command));
        if (runAs.isAnother()) {
            words.addAll(afterwards);
            words.add(String.join(" ", given.keySet()));
            given.forEach((name, value) -> variables.put(WorkerEnvironment.GIVEN + name, value));
        } else {
            variables.putAll(given);
        }
        words.addAll(command.getArgumentsList());
        Path output = start.directory().resolve(Workplace.OUTPUT);
        if (Files.isSymbolicLink(output)) {
            // a start of before may have left it: this process would write for the worker, wherever it may write
            Files.delete(output);
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(start.directory().toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.onExit().thenAccept(gone -> ended.accept(gone.exitValue()));
        return stamp(process.pid());
    }

    /** A path that leads to no program is refused before anything starts; other names are looked up on the worker's PATH. */
    private static void checkProgram(String program, Start start) throws RefusedException {
        if (program.indexOf('/') >= 0 && !Files.isExecutable(start.directory().resolve(program))) {
            throw new RefusedException(
                    "worker-" + start.id().worker() + ": expected a program that can be run, found none at " + program);
        }
    }

    private Map<String, String> open(ContainerId id, Command command) throws RefusedException {
        try {
            return secrets.open(id.worker(), command.getSealedSecrets());
        } catch (IOException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private ProcessStamp stamp(long pid) {
        return new ProcessStamp(pid, proc.stat(pid).map(Stat::startTicks).orElse(0L), boot);
    }

    @Override
    public Optional<ProcessStamp> find(ContainerId id, int start) throws IOException {
        // first this, then the look: the script writes its pid first and looks at this then, so one of us sees the
        // other
        states.cancel(id, start);
        return states.process(id, start).map(stat -> new ProcessStamp(stat.pid(), stat.startTicks(), boot));
    }

    @Override
    public Sight look(Running running) throws IOException {
        if (isAlive(running.process())) {
            return Sight.ALIVE;
        }
        return states.exit(running.id(), running.start()).map(Sight::ended).orElse(Sight.GONE);
    }

    private boolean isAlive(ProcessStamp process) {
        return process.boot().equals(boot)
                && proc.stat(process.pid())
                        .filter(stat -> stat.isAlive() && stat.startTicks() == process.startTicks())
                        .isPresent();
    }

    @Override
    public void terminate(Running running) throws IOException {
        if (isAlive(running.process())) {
            Signals.toGroup("TERM", running.process().pid());
        }
    }

    @Override
    public void dumpThreads(Running running) throws IOException {
        if (isAlive(running.process())) {
            threads.order(running.process().pid());
        }
    }

    @Override
    public void kill(Running running) throws IOException {
        if (!running.process().boot().equals(boot)) {
            return;
        }
        if (cgroups.isPresent()) {
            cgroups.get().kill(running.id());
        }
        killer.kill(running.id(), running.process());
    }

    @Override
    public boolean ranOutOfMemory(ContainerId id) {
        return cgroups.isPresent() && cgroups.get().ranOutOfMemory(id);
    }

    @Override
    public void forget(ContainerId id) throws IOException {
        states.delete(id);
        if (cgroups.isPresent()) {
            cgroups.get().remove(id);
        }
    }

    @Override
    public synchronized Map<ContainerId, Long> memory(Collection<Running> running) {
        Map<ContainerId, Long> used = new HashMap<>();
        ProcessTrees trees = new ProcessTrees(proc, copies);
        copies = trees.copies();
        for (Running each : running) {
            OptionalLong exact = cgroups.map(groups -> groups.memory(each.id())).orElse(OptionalLong.empty());
            long mb = exact.orElseGet(() -> trees.memoryMb(each.process()));
            used.put(each.id(), mb);
        }
        return used;
    }

    @Override
    public Set<String> killStrays(Predicate<String> known) {
        return killer.killStrays(known);
    }

    @Override
    public Set<String> marked() {
        return killer.marked();
    }
}
