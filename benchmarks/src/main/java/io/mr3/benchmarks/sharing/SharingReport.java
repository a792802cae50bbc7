package io.mr3.benchmarks.sharing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.testkit.Provenance;
import java.util.List;
import java.util.Locale;

/**
 * The experiment in words and numbers: for people as Markdown, and as JSON.
 *
 * @param firstMode of {@code own}; {@link GroupMode#OPEN} in a control
 * @param shared with the open group
 */
record SharingReport(
        ExperimentSettings settings, GroupMode firstMode, MeasuredRun own, MeasuredRun shared, SharingResult result) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String scale() {
        return settings.scale();
    }

    /** The first run in names; two runs with an open group are a control. */
    String firstWord() {
        return firstMode == GroupMode.OPEN ? "control" : firstMode.word();
    }

    /** A table of both runs, what they say together, and a table of DAGs. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        add(
                text,
                "%s. Scale %s, %d workers of %d slots.",
                Provenance.line(),
                settings.scale(),
                settings.workers(),
                settings.slots());
        add(text, "");
        add(text, "| | %s | %s | ratio |", firstMode.title(), GroupMode.OPEN.title());
        add(text, "|---|---:|---:|---:|");
        RunFigures one = result.own();
        RunFigures other = result.shared();
        add(text, "| DAGs | %d | %d | |", one.dags(), other.dags());
        add(
                text,
                "| workers allocated | %d | %d | %.1f |",
                one.allocated(),
                other.allocated(),
                result.allocatedRatio());
        row(text, "wall time", one.wallSeconds(), other.wallSeconds(), result.wallRatio());
        row(text, "wall time of DAGs", one.dagSeconds(), other.dagSeconds(), result.dagRatio());
        row(
                text,
                "processor time of DAGAppMaster and workers",
                one.processorSeconds(),
                other.processorSeconds(),
                result.processorRatio());
        add(text, "");
        addCost(text);
        add(text, "");
        add(text, "Rows: %s.", result.differences().isEmpty() ? "the same in both runs" : "**not the same**");
        result.differences().forEach(difference -> add(text, "%n- %s", difference.replaceAll("\\s+", " ")));
        add(text, "");
        addDags(text);
        return text.toString();
    }

    private void addCost(StringBuilder text) {
        WorkerCost cost = result.cost();
        add(
                text,
                "A new worker costs %.2f s: so much longer does a DAG take with new workers. %.2f s of it pass until the"
                        + " worker is ready for attempts,",
                cost.seconds(),
                cost.startSeconds());
        add(
                text,
                "the rest goes into what its JVM does for the first time. From %d queries with nothing else running, divided"
                        + " by the workers that",
                cost.rounds().size());
        add(text, "start at the same time.");
        add(text, "");
        if (result.avoided() == 0) {
            add(text, "Saved: %.1f s of wall time, and no worker.", result.savedSeconds());
            return;
        }
        add(
                text,
                "Saved: %.1f s of wall time, %.2f s for each of the %d workers that did not have to start. At their cost"
                        + " it would be %.1f s;",
                result.savedSeconds(),
                result.savedPerAvoided(),
                result.avoided(),
                result.expectedSeconds());
        add(text, "saved is %.2f of that.", result.savedOfExpected());
    }

    private void addDags(StringBuilder text) {
        add(text, "| DAG of | workers, first run | second run | seconds, first run | second run |");
        add(text, "|---|---:|---:|---:|---:|");
        List<WorkerTimeline.Dag> dags = own.timeline().dags();
        for (int i = 0; i < Math.min(dags.size(), shared.timeline().dags().size()); i++) {
            WorkerTimeline.Dag again = shared.timeline().dags().get(i);
            add(
                    text,
                    "| %s | %d | %d | %.1f | %.1f |",
                    dags.get(i).name(),
                    own.timeline().allocatedByDag().get(i),
                    shared.timeline().allocatedByDag().get(i),
                    dags.get(i).millis() / 1000.0,
                    again.millis() / 1000.0);
        }
    }

    private static void row(StringBuilder text, String what, double one, double other, double ratio) {
        add(text, "| %s | %.1f s | %.1f s | %.2f |", what, one, other, ratio);
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** The same, with the settings and each round. */
    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("commit", Provenance.commit())
                .put("machine", Provenance.machine())
                .put("jdk", Provenance.jdk())
                .put("scale", settings.scale())
                .put("workers", settings.workers())
                .put("slots", settings.slots());
        json.set("settings", JSON.valueToTree(settings.common()));
        json.set(firstWord(), json(own));
        json.set(GroupMode.OPEN.word(), json(shared));
        json.putObject("ratios")
                .put("allocated", result.allocatedRatio())
                .put("wall", result.wallRatio())
                .put("dagWall", result.dagRatio())
                .put("processor", result.processorRatio());
        json.putObject("saved")
                .put("seconds", result.savedSeconds())
                .put("secondsPerAvoidedWorker", result.savedPerAvoided())
                .put("avoidedWorkers", result.avoided())
                .put("expectedSeconds", result.expectedSeconds())
                .put("ofExpected", result.savedOfExpected());
        json.putObject("newWorker")
                .put("seconds", result.cost().seconds())
                .put("startSeconds", result.cost().startSeconds())
                .set("rounds", JSON.valueToTree(result.cost().rounds()));
        json.set("differences", JSON.valueToTree(result.differences()));
        return json;
    }

    private static ObjectNode json(MeasuredRun run) {
        ObjectNode json = JSON.valueToTree(run.figures());
        ArrayNode dags = json.putArray("byDag");
        List<Integer> allocated = run.timeline().allocatedByDag();
        for (WorkerTimeline.Dag dag : run.timeline().dags()) {
            dags.addObject()
                    .put("name", dag.name())
                    .put("state", dag.state())
                    .put("millis", dag.millis())
                    .put("workers", allocated.get(dags.size() - 1));
        }
        return json;
    }
}
