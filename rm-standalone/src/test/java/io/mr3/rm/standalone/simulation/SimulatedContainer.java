package io.mr3.rm.standalone.simulation;

import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;

/** What the disk of a host has of one container, and its process. */
final class SimulatedContainer {
    final ContainerName name;
    final int memoryMb;
    ContainerPhase phase = ContainerPhase.ACCEPTED;
    ContainerEnd end;
    long pid;
    /** Number of its last report; 0 before it was made. */
    long number;

    SimulatedContainer(ContainerName name, int memoryMb) {
        this.name = name;
        this.memoryMb = memoryMb;
    }

    boolean isOver() {
        return phase == ContainerPhase.ENDED || phase == ContainerPhase.REFUSED;
    }

    boolean runs() {
        return pid > 0 && !isOver();
    }

    void over(ContainerPhase last, ContainerEnd.Cause cause, int status) {
        phase = last;
        end = ContainerEnd.newBuilder()
                .setCause(cause)
                .setStatus(status)
                .setDiagnostics("simulated")
                .build();
    }

    ContainerReport report() {
        ContainerReport.Builder report = ContainerReport.newBuilder()
                .setNumber(number)
                .setContainer(name)
                .setPhase(phase)
                .setPid(pid);
        return end == null ? report.build() : report.setEnd(end).build();
    }
}
