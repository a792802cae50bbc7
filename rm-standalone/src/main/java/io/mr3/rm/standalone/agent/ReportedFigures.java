package io.mr3.rm.standalone.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures of the node that its health programs report, as each said last. On the mailbox. */
final class ReportedFigures {
    /** That a node has. */
    static final int MOST = 64;

    private final Map<Path, HealthReport> reports = new LinkedHashMap<>();
    private Map<String, Double> shown = Map.of();
    private boolean leavesOut;

    /** Of two programs that report the same name, and where there are too many figures, earlier programs go first. */
    ReportedFigures(List<Path> programs) {
        programs.forEach(program -> reports.put(program, HealthReport.NOTHING));
    }

    /** What a program said now, and nothing else, is what it says; warnings for people, each when its cause begins. */
    List<String> said(Path program, HealthReport report) {
        HealthReport before = reports.put(program, report);
        List<String> warnings = new ArrayList<>();
        if (!report.malformed().isEmpty() && before.malformed().isEmpty()) {
            warnings.add(program + ": expected METRIC, a name and a finite number, got '" + report.malformed()
                    + "'; lines like this are ignored");
        }
        if (!report.figures().equals(before.figures())) {
            choose().ifPresent(warnings::add);
        }
        return warnings;
    }

    /** A warning if figures begin to be left out. */
    private Optional<String> choose() {
        Map<String, Double> chosen = new LinkedHashMap<>();
        String leftOut = "";
        for (Map.Entry<Path, HealthReport> each : reports.entrySet()) {
            for (Map.Entry<String, Double> figure : each.getValue().figures().entrySet()) {
                if (chosen.size() < MOST && !chosen.containsKey(figure.getKey())) {
                    chosen.put(figure.getKey(), figure.getValue());
                } else if (leftOut.isEmpty()) {
                    leftOut = figure.getKey() + " of " + each.getKey();
                }
            }
        }
        boolean begins = !leftOut.isEmpty() && !leavesOut;
        leavesOut = !leftOut.isEmpty();
        shown = Collections.unmodifiableMap(chosen);
        return begins
                ? Optional.of("figures of the node: expected at most " + MOST
                        + ", each name from one program, got more; left out are " + leftOut
                        + " and what else does not fit")
                : Optional.empty();
    }

    /** By name; empty, at no cost, while no program reports any. */
    Map<String, Double> shown() {
        return shown;
    }
}
