package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.mr3.common.AttemptId;

/**
 * A start or an end of an attempt, as mr3's event log tells it.
 *
 * @param worker by its name, {@code worker-1}
 * @param state empty for a start; else SUCCEEDED, FAILED or KILLED
 * @param diagnostics why it did not succeed
 * @param atMillis since the epoch
 */
public record AttemptChange(
        AttemptId attempt, String vertex, String worker, String state, String diagnostics, long atMillis) {
    static AttemptChange of(JsonNode event) {
        return new AttemptChange(
                AttemptId.parse(event.get("attempt").asText()),
                event.get("vertex").asText(),
                event.get("worker").asText(),
                event.path("state").asText(),
                event.path("diagnostics").asText(),
                event.get("at").asLong());
    }

    /** Whether it was launched, rather than ended. */
    public boolean isStart() {
        return state.isEmpty();
    }

    /** Whether it ended with its output complete. */
    public boolean isSuccess() {
        return state.equals("SUCCEEDED");
    }
}
