package io.mr3.rm.standalone.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One node agent.
 *
 * @param state {@code active}, {@code suspect}, {@code unhealthy}, {@code draining}, {@code drained}, {@code lost}, {@code quarantined}
 * @param reasons why it takes no new workers, one line each
 * @param heardMillis since its last message
 * @param webAddress host:port of its logs
 * @param memoryUsedMb of the host, by its own measure; -1 if unknown
 * @param swapUsedMb of the host, by its own measure; -1 if unknown
 * @param load processes that could run on the host, averaged over a minute; -1 if unknown
 * @param processorsUsed of the host, averaged over some seconds, by its own measure; -1 if unknown
 * @param reported figures that health programs of the node report, by name; all finite
 */
public record NodeView(
        String node,
        String host,
        String rack,
        Map<String, String> labels,
        String state,
        List<String> reasons,
        int memoryMb,
        int cores,
        int bookedMb,
        int bookedCores,
        int workers,
        long heardMillis,
        String webAddress,
        long memoryUsedMb,
        long swapUsedMb,
        double load,
        double processorsUsed,
        Map<String, Double> reported) {
    public NodeView {
        labels = Map.copyOf(labels);
        reasons = List.copyOf(reasons);
        // a master of an earlier build does not tell them
        reported = reported == null ? Map.of() : Map.copyOf(reported);
    }

    /** For people: why it takes no new workers, and its labels. */
    public String notes() {
        List<String> notes = new ArrayList<>(reasons);
        new TreeMap<>(labels).forEach((name, value) -> notes.add(value.isEmpty() ? name : name + "=" + value));
        return String.join("; ", notes);
    }
}
