package io.mr3.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.rpc.proto.GetMaster;
import io.mr3.rpc.proto.MasterReport;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.time.Instant;

/** A DAGAppMaster that answers, for people and programs. */
record MasterView(MasterAddress address, MasterReport report) {
    static MasterView of(MasterAddress address) throws IOException {
        try (AdminClient answers = AdminClient.connect(address)) {
            ToAdmin.Builder question = ToAdmin.newBuilder().setMaster(GetMaster.getDefaultInstance());
            return new MasterView(address, answers.ask(question).getMaster());
        }
    }

    /** Fields that scripts may rely on. */
    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", "running")
                .put("name", report.getName())
                .put("address", address.hostPort())
                .put("secretFile", address.secretFile().toString())
                .put("pid", report.getPid())
                .put("logFile", report.getLogFile())
                .put("shared", report.getShared())
                .put("started", Instant.ofEpochMilli(report.getStartedMs()).toString())
                .put("uptimeMillis", uptimeMillis())
                .put("resourceManager", report.getResourceManager())
                .put("sessions", report.getSessions())
                .put("runningDags", report.getRunningDags())
                .put("queuedDags", report.getQueuedDags())
                .put("workers", report.getWorkers())
                .put("slots", report.getSlots())
                .put("busySlots", report.getBusySlots());
    }

    /** One fact a line. */
    String text() {
        return new TextTable()
                .row("state", "running, for " + Durations.text(uptimeMillis()))
                .row("name", report.getName() + (report.getShared() ? "" : ", inside its client's process"))
                .row("address", address.hostPort())
                .row("secret", address.secretFile())
                .row("pid", report.getPid())
                .row("log", report.getLogFile())
                .row("sessions", report.getSessions())
                .row("DAGs", report.getRunningDags() + " running, " + report.getQueuedDags() + " waiting")
                .row(
                        "workers",
                        report.getWorkers() + " (" + report.getResourceManager() + "), " + report.getSlots()
                                + " slots, " + report.getBusySlots() + " busy")
                .text();
    }

    private long uptimeMillis() {
        return report.getNowMs() - report.getStartedMs();
    }
}
