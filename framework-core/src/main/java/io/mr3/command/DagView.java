package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.VertexStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** A DAG for people and programs. */
record DagView(DagReport report) {
    private static final int NAME_CHARACTERS = 40;

    static final Object[] TITLES = {"DAG", "STATE", "TASKS", "RUNNING", "TIME", "USER", "QUEUE", "NAME"};

    private DagStatus status() {
        return report.getStatus();
    }

    /** Waiting, running, succeeded, failed or killed. */
    String state() {
        if (report.getQueued()) {
            return "waiting";
        }
        return switch (status().getState()) {
            case DAG_SUCCEEDED -> "succeeded";
            case DAG_FAILED -> "failed";
            case DAG_KILLED -> "killed";
            default -> "running";
        };
    }

    /** Cells below {@link #TITLES}. */
    Object[] row(long nowMillis) {
        return new Object[] {
            status().getDagId(),
            state(),
            tasks(VertexStatus::getSucceeded) + "/" + tasks(VertexStatus::getTotal),
            tasks(VertexStatus::getRunning),
            Durations.text(Math.max(0, (ended() ? status().getFinishedMs() : nowMillis) - status().getSubmittedMs())),
            report.getUser(),
            report.getQueue(),
            shortName()
        };
    }

    private String shortName() {
        String line = status().getName().strip();
        return line.length() <= NAME_CHARACTERS ? line : line.substring(0, NAME_CHARACTERS - 1) + "…";
    }

    private boolean ended() {
        return status().getFinishedMs() > 0;
    }

    /** Fields that scripts may rely on. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("dag", status().getDagId())
                .put("name", status().getName())
                .put("state", state())
                .put("user", report.getUser())
                .put("queue", report.getQueue())
                .put("session", report.getSession())
                .put("sessionName", report.getSessionName());
        putTime(json, "submitted", status().getSubmittedMs());
        putTime(json, "started", status().getStartedMs());
        putTime(json, "finished", status().getFinishedMs());
        json.put("waiting", status().getWaiting());
        ArrayNode diagnostics = json.putArray("diagnostics");
        status().getDiagnosticsList().forEach(diagnostics::add);
        ArrayNode vertices = json.putArray("vertices");
        status().getVerticesList().forEach(vertex -> vertices.add(json(vertex)));
        return json;
    }

    private static ObjectNode json(VertexStatus vertex) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", vertex.getName())
                .put("state", vertex.getState().name().replace("VERTEX_", "").toLowerCase(Locale.ROOT))
                .put("tasks", Math.max(0, vertex.getTotal()))
                .put("succeeded", vertex.getSucceeded())
                .put("running", vertex.getRunning())
                .put("failed", vertex.getFailed())
                .put("killed", vertex.getKilled())
                .put("failedAttempts", vertex.getFailedAttempts())
                .put("killedAttempts", vertex.getKilledAttempts());
    }

    private static void putTime(ObjectNode json, String field, long millis) {
        if (millis > 0) {
            json.put(field, Instant.ofEpochMilli(millis).toString());
        }
    }

    private int tasks(ToIntFunction<VertexStatus> which) {
        return status().getVerticesList().stream()
                .mapToInt(vertex -> Math.max(0, which.applyAsInt(vertex)))
                .sum();
    }
}
