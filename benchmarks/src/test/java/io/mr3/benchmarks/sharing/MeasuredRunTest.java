package io.mr3.benchmarks.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.hive.compare.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuredRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Statement> QUERIES = IntStream.rangeClosed(1, 12)
            .mapToObj(number -> Statement.of("q" + number, "select " + number))
            .toList();

    @Test
    void queriesOfOneDagAreTakenFromTheWholeRun() {
        WorkerTimeline timeline = new WorkerTimeline();
        add(timeline, 100, "q1");
        add(timeline, 200, "q1");
        for (int number = 2; number <= 10; number++) {
            add(timeline, 100 * number + 100, "q" + number);
        }
        MeasuredRun run = new MeasuredRun(50, 2050, 7, timeline, Map.of());
        assertEquals(List.of("q2", "q4", "q6", "q8", "q10"), names(run.someOfOneDag(QUERIES, 5)));
        assertEquals(List.of("q2", "q3", "q4"), names(run.someOfOneDag(QUERIES.subList(0, 4), 5)));
    }

    @Test
    void figuresAreSeconds() {
        WorkerTimeline timeline = new WorkerTimeline();
        add(timeline, 100, "q1");
        add(timeline, 200, "q2");
        assertEquals(new RunFigures(2, 0, 2, 0.08, 7), new MeasuredRun(50, 2050, 7, timeline, Map.of()).figures());
    }

    /** A DAG of 40 ms. */
    private static void add(WorkerTimeline timeline, long at, String query) {
        ObjectNode submitted = event(at, "dag-submitted");
        timeline.add(submitted.put("dag", "dag_" + at).put("name", query));
        ObjectNode ended = event(at + 40, "dag-ended");
        timeline.add(ended.put("dag", "dag_" + at).put("state", "DAG_SUCCEEDED"));
    }

    private static ObjectNode event(long at, String name) {
        return JSON.createObjectNode().put("at", at).put("event", name);
    }

    private static List<String> names(List<Statement> queries) {
        return queries.stream().map(Statement::name).toList();
    }
}
