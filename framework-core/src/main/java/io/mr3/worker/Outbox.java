package io.mr3.worker;

import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the worker says at the end of its turn: if it can be one message, in which the reports of an attempt are one.
 */
final class Outbox {
    private static final long MESSAGE_BYTES = 8 << 20;

    private final List<Report> first = new ArrayList<>();
    private final Map<String, AttemptReport.Builder> attempts = new LinkedHashMap<>();
    private final List<Report> questions = new ArrayList<>();

    /** Goes out before all reports of attempts. */
    void add(Report.Builder report) {
        first.add(report.build());
    }

    /** Goes out after all reports of attempts: an answer may depend on what they say. */
    void addQuestion(Report.Builder question) {
        questions.add(question.build());
    }

    /** Joins {@code report} to what the attempt has said in this turn. */
    void add(AttemptReport report) {
        AttemptReport.Builder said = attempts.get(report.getAttemptId());
        if (said == null) {
            attempts.put(report.getAttemptId(), report.toBuilder());
            return;
        }
        said.addAllEvents(report.getEventsList());
        if (report.hasStatus()) {
            said.setStatus(newest(said.getStatus(), report.getStatus()));
        }
        if (report.hasEnd()) {
            said.setEnd(report.getEnd());
        }
    }

    private static AttemptStatus newest(AttemptStatus before, AttemptStatus now) {
        AttemptStatus.Builder newest = now.toBuilder();
        if (now.getCountersCount() == 0) {
            newest.addAllCounters(before.getCountersList());
        }
        return newest.setProgressNotified(before.getProgressNotified() || now.getProgressNotified())
                .build();
    }

    /**
     * Sends what there is, in messages that stay far below the largest frame. An attempt whose report is larger than a
     * frame may be cannot go on, neither here nor elsewhere: that is reported in its stead.
     */
    void flush(GroupLink link) {
        FromWorker.Builder message = FromWorker.newBuilder().addAllReports(first);
        long bytes = 0;
        for (AttemptReport.Builder attempt : attempts.values()) {
            Report report = Report.newBuilder().setAttempt(attempt).build();
            int size = report.getSerializedSize();
            if (bytes + size > MESSAGE_BYTES) {
                send(link, message);
                bytes = 0;
            }
            if (size > MESSAGE_BYTES) {
                sendAlone(link, report);
            } else {
                message.addReports(report);
                bytes += size;
            }
        }
        send(link, message.addAllReports(questions));
        first.clear();
        attempts.clear();
        questions.clear();
    }

    private static void send(GroupLink link, FromWorker.Builder message) {
        if (message.getReportsCount() > 0) {
            link.send(message.build());
            message.clear();
        }
    }

    private static void sendAlone(GroupLink link, Report report) {
        try {
            send(link, FromWorker.newBuilder().addReports(report));
        } catch (IllegalArgumentException e) {
            AttemptReport tooLarge = AttemptReport.newBuilder()
                    .setAttemptId(report.getAttempt().getAttemptId())
                    .setEnd(AttemptEnd.newBuilder()
                            .setOutcome(AttemptEnd.Outcome.FATAL)
                            .setDiagnostics("its report cannot be sent: " + e.getMessage()))
                    .build();
            send(link, FromWorker.newBuilder().addReports(Report.newBuilder().setAttempt(tooLarge)));
        }
    }
}
