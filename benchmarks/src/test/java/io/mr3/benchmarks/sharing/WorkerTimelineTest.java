package io.mr3.benchmarks.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.benchmarks.sharing.WorkerTimeline.Dag;
import io.mr3.benchmarks.sharing.WorkerTimeline.Step;
import io.mr3.benchmarks.sharing.WorkerTimeline.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTimelineTest {
    private static final List<String> TWO_DAGS = List.of(
            "{'at':100,'event':'dag-submitted','dag':'dag_1_1_1','name':'q3'}",
            "{'at':101,'event':'dag-started','dag':'dag_1_1_1'}",
            "{'at':110,'event':'worker-ready','worker':'worker-1','group':'g','host':'h','pid':11,'log':''}",
            "{'at':112,'event':'worker-ready','worker':'worker-2','group':'g','host':'h','pid':12,'log':''}",
            "{'at':150,'event':'dag-ended','dag':'dag_1_1_1','state':'DAG_SUCCEEDED','diagnostics':''}",
            "{'at':151,'event':'worker-dismissed','worker':'worker-1','group':'g','reason':''}",
            "{'at':151,'event':'worker-dismissed','worker':'worker-2','group':'g','reason':''}",
            "{'at':200,'event':'dag-submitted','dag':'dag_1_1_2','name':'q7'}",
            "{'at':210,'event':'worker-ready','worker':'worker-3','group':'g','host':'h','pid':13,'log':''}",
            "{'at':220,'event':'worker-lost','worker':'worker-3','group':'g','reason':'it was killed'}",
            "{'at':225,'event':'worker-ready','worker':'worker-4','group':'g','host':'h','pid':14,'log':''}",
            "{'at':260,'event':'dag-ended','dag':'dag_1_1_2','state':'DAG_SUCCEEDED','diagnostics':''}");

    @TempDir
    Path temp;

    @Test
    void dagsAreCountedInOrderWithTheirTimes() {
        WorkerTimeline timeline = timeline(TWO_DAGS);
        assertEquals(
                List.of(new Dag("q3", 100, 150, "DAG_SUCCEEDED"), new Dag("q7", 200, 260, "DAG_SUCCEEDED")),
                timeline.dags());
        assertEquals(110, timeline.dagMillis());
    }

    @Test
    void aWorkerBelongsToTheDagThatWasTheLatest() {
        assertEquals(List.of(2, 2), timeline(TWO_DAGS).allocatedByDag());
        List<String> beforeAll = List.of(
                "{'at':90,'event':'worker-ready','worker':'worker-1','group':'g','host':'h','pid':1,'log':''}",
                TWO_DAGS.get(0));
        assertEquals(List.of(0), timeline(beforeAll).allocatedByDag());
    }

    @Test
    void aWorkerThatIsLostWasAllocatedToo() {
        WorkerTimeline timeline = timeline(TWO_DAGS);
        assertEquals(4, timeline.workers().size());
        assertEquals(List.of(new Worker("worker-4", 14, 225, WorkerTimeline.NOT_YET)), timeline.alive());
    }

    @Test
    void numbersOfWorkersChangeInSteps() {
        WorkerTimeline timeline = timeline(TWO_DAGS);
        assertEquals(
                List.of(
                        new Step(110, 1),
                        new Step(112, 2),
                        new Step(151, 0),
                        new Step(210, 1),
                        new Step(220, 0),
                        new Step(225, 1)),
                timeline.aliveOverTime());
        assertEquals(
                List.of(new Step(110, 1), new Step(112, 2), new Step(210, 3), new Step(225, 4)),
                timeline.allocatedOverTime());
    }

    @Test
    void aLogIsReadAsFarAsItsLinesAreWhole() throws IOException {
        EventLines log = new EventLines(temp.resolve("events"));
        assertEquals(List.of(), log.timeline().dags());
        Files.createDirectories(log.directory());
        Files.writeString(
                log.directory().resolve("am.jsonl"), quoted(TWO_DAGS.get(0)) + "\n" + "{\"at\":101,\"event\":\"dag-en");
        assertEquals(
                List.of(new Dag("q3", 100, WorkerTimeline.NOT_YET, "")),
                log.timeline().dags());
    }

    private static WorkerTimeline timeline(List<String> events) {
        WorkerTimeline timeline = new WorkerTimeline();
        ObjectMapper json = new ObjectMapper();
        for (String event : events) {
            try {
                timeline.add(json.readTree(quoted(event)));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(event, e);
            }
        }
        return timeline;
    }

    private static String quoted(String event) {
        return event.replace('\'', '"');
    }
}
