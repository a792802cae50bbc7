package io.mr3.benchmarks.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The event log of one DAGAppMaster, in a directory that holds no other. */
record EventLines(Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What its DAGs and workers have done by now; the last event may still be under way. */
    WorkerTimeline timeline() {
        WorkerTimeline timeline = new WorkerTimeline();
        events().forEach(timeline::add);
        return timeline;
    }

    private List<JsonNode> events() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<JsonNode> events = new ArrayList<>();
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                // the last line may be half written
                for (String line :
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                    events.add(JSON.readTree(line));
                }
            }
            events.sort((one, other) ->
                    Long.compare(one.get("at").asLong(), other.get("at").asLong()));
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
