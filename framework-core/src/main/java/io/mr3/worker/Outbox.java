package io.mr3.worker;

import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the worker says at the end of its turn: one message, in which the reports of an attempt have become one. */
final class Outbox {
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
            boolean notified = said.getStatus().getProgressNotified();
            boolean hasCounters = report.getStatus().getCountersCount() > 0;
            List<io.mr3.rpc.proto.CounterGroup> counters =
                    (hasCounters ? report : said).getStatus().getCountersList();
            said.setStatus(report.getStatus().toBuilder()
                    .clearCounters()
                    .addAllCounters(List.copyOf(counters))
                    .setProgressNotified(notified || report.getStatus().getProgressNotified()));
        }
        if (report.hasEnd()) {
            said.setEnd(report.getEnd());
        }
    }

    /** Sends what there is, if anything. */
    void flush(GroupLink link) {
        FromWorker.Builder message = FromWorker.newBuilder().addAllReports(first);
        attempts.values().forEach(report -> message.addReports(Report.newBuilder().setAttempt(report)));
        message.addAllReports(questions);
        first.clear();
        attempts.clear();
        questions.clear();
        if (message.getReportsCount() > 0) {
            link.send(message.build());
        }
    }
}
