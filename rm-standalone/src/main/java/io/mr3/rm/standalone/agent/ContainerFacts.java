package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerRecord;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import java.nio.file.Path;

/** What is known of one container: what its record on the disk holds, and what the master is told. Of its container alone. */
final class ContainerFacts {
    final ContainerId id;
    final Launch launch;
    /** Never goes back. */
    private ContainerPhase phase = ContainerPhase.ACCEPTED;
    /** What may be told: the agent that comes after this one must know as much. */
    private ContainerPhase told = ContainerPhase.ACCEPTED;

    int attempt = 1;
    /** Number of the last start; 0: none. */
    int start;
    /** Of the host, at that start. */
    String boot = "";
    /** That start was begun, and what came of it is not known. */
    boolean starting;
    /** Null before there is one. */
    Path directory;
    /** Null while none runs. */
    ProcessStamp process;
    /** Null before the end. */
    ContainerEnd end;

    long memoryMb;

    ContainerFacts(Launch launch) {
        this.launch = launch;
        this.id = ContainerId.of(launch.getContainer());
    }

    static ContainerFacts of(ContainerRecord record) {
        ContainerFacts facts = new ContainerFacts(record.getLaunch());
        facts.phase = record.getPhase();
        // the one phase that is told without being written down
        facts.forward(ContainerPhase.LOCALIZING);
        facts.tell(facts.phase);
        facts.attempt = record.getAttempt();
        facts.start = record.getStart();
        facts.boot = record.getBoot();
        facts.starting = record.getStarting();
        facts.directory = record.getDirectory().isEmpty() ? null : Path.of(record.getDirectory());
        if (record.getPid() != 0) {
            facts.process = new ProcessStamp(record.getPid(), record.getStartTicks(), record.getBoot());
        }
        facts.end = record.hasEnd() ? record.getEnd() : null;
        return facts;
    }

    void forward(ContainerPhase next) {
        if (next.getNumber() > phase.getNumber()) {
            phase = next;
        }
    }

    /** From here on the master may hear that it has come so far. */
    void tell(ContainerPhase reached) {
        if (reached.getNumber() > told.getNumber()) {
            told = reached;
        }
    }

    /** Its process, which there is. */
    Running running() {
        return new Running(id, start, process);
    }

    boolean mayRunAgain() {
        return attempt < launch.getCommand().getAttempts();
    }

    /** What is written down; {@code stop} is null if it is not to end. */
    ContainerRecord record(ContainerEnd stop) {
        ContainerRecord.Builder record = ContainerRecord.newBuilder()
                .setLaunch(launch)
                .setPhase(phase)
                .setAttempt(attempt)
                .setStart(start)
                .setStarting(starting)
                .setBoot(boot);
        if (directory != null) {
            record.setDirectory(directory.toString());
        }
        if (process != null) {
            record.setPid(process.pid()).setStartTicks(process.startTicks());
        }
        if (stop != null) {
            record.setStop(stop);
        }
        if (end != null) {
            record.setEnd(end);
        }
        return record.build();
    }

    /** What the master is told, but for the number. */
    ContainerReport.Builder report() {
        ContainerReport.Builder report = ContainerReport.newBuilder()
                .setContainer(launch.getContainer())
                .setPhase(told)
                .setAmount(launch.getAmount())
                .setAttempt(attempt)
                .setMemoryMb(memoryMb);
        if (process != null) {
            report.setPid(process.pid());
        }
        if (directory != null) {
            report.setLogFile(directory.resolve(Workplace.OUTPUT).toString());
        }
        if (end != null && told == phase) {
            report.setEnd(end);
        }
        return report;
    }
}
