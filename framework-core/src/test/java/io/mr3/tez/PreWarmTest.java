package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.am.EmbeddedMaster;
import io.mr3.config.Mr3Conf;
import io.mr3.testkit.Await;
import io.mr3.testkit.MasterDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.PreWarmVertex;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.client.DAGClient;
import org.apache.tez.dag.api.client.DAGStatus;
import org.apache.tez.runtime.library.processor.SleepProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that asks for workers before it has work, as Tez's clients do it: by a DAG of its own that sleeps. */
class PreWarmTest {
    private static final int SLOTS = 2;
    private static final int WORKERS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private EmbeddedMaster master;
    private TezClient session;

    @BeforeEach
    void open() throws Exception {
        Map<String, String> settings = new HashMap<>(MasterDirectories.below(dir));
        settings.put("mr3.local.worker", "process");
        settings.put("mr3.local.workers", Integer.toString(WORKERS));
        settings.put("mr3.container.slots", Integer.toString(SLOTS));
        settings.put("mr3.container.slot.memory.mb", Integer.toString(WordCounts.SLOT_MB));
        master = EmbeddedMaster.start(Mr3Conf.of(settings), notice -> {});
        session = TezClient.create(
                "warm", new WordCounts(dir.resolve("words")).configuration(master.clientSettings()), true);
        session.start();
    }

    @AfterEach
    void close() throws Exception {
        if (session != null) {
            session.stop();
        }
        master.close();
    }

    @Test
    void workersStartBeforeTheFirstDagWhichRunsInThem() throws Exception {
        session.preWarm(PreWarmVertex.create("prewarm", SLOTS * WORKERS, size()), 1, TimeUnit.MINUTES);
        Await.until(() -> workers("worker-ready").size() == WORKERS);
        Await.until(() -> states().equals(List.of("DAG_SUCCEEDED")));
        run("first");
        assertEquals(WORKERS, workers("worker-ready").size(), "no more than those");
    }

    /** Tez's client ends it with the session only. */
    @Test
    void aDagRunsBesideWhatStillWarmsUpWhichEndsWithItsSession() throws Exception {
        session.preWarm(PreWarmVertex.create("prewarm", sleep(600_000), 1, size()), 1, TimeUnit.MINUTES);
        Await.until(() -> events("attempt-started").size() == 1);
        run("first");
        Await.until(() -> states().equals(List.of("DAG_SUCCEEDED")));
        session.stop();
        session = null;
        Await.until(() -> states().equals(List.of("DAG_SUCCEEDED", "DAG_KILLED")));
    }

    /** Of the DAGs that have ended, in that order. */
    private List<String> states() {
        return events("dag-ended").stream()
                .map(event -> event.get("state").asText())
                .toList();
    }

    private void run(String name) throws Exception {
        DAG dag = DAG.create(name).addVertex(Vertex.create("v", sleep(1), 1, size()));
        DAGClient client = session.submitDAG(dag);
        assertEquals(DAGStatus.State.SUCCEEDED, client.waitForCompletion().getState());
        client.close();
    }

    private static ProcessorDescriptor sleep(int millis) {
        return ProcessorDescriptor.create(SleepProcessor.class.getName())
                .setUserPayload(new SleepProcessor.SleepProcessorConfig(millis).toUserPayload());
    }

    private static Resource size() {
        return Resource.newInstance(WordCounts.SLOT_MB, 1);
    }

    private Set<String> workers(String event) {
        return events(event).stream().map(line -> line.get("worker").asText()).collect(Collectors.toSet());
    }

    private List<JsonNode> events(String kind) {
        try {
            String log = Files.readString(master.eventLog());
            // the last line may be half written
            return log.substring(0, log.lastIndexOf('\n') + 1)
                    .lines()
                    .map(PreWarmTest::parse)
                    .filter(event -> event.get("event").asText().equals(kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
