package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.Mr3Conf;
import io.mr3.testkit.MasterDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An unmodified Tez application, through the client seam, on workers of both forms, with four slots each. */
class OrderedWordCountTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"thread, 1", "process, 1", "process, 2"})
    void counts_words(String form, int workers) throws Exception {
        WordCounts job = new WordCounts(dir);
        try (EmbeddedMaster master = EmbeddedMaster.start(conf(form, workers), notice -> {})) {
            int exitCode = job.run(master.clientSettings());
            String events = Files.readString(master.eventLog());
            assertEquals(0, exitCode, events);
            assertTrue(events.contains("\"state\":\"DAG_SUCCEEDED\""), events);
        }
        job.assertOutput();
    }

    private Mr3Conf conf(String form, int workers) {
        Map<String, String> settings = new HashMap<>(MasterDirectories.below(dir));
        settings.put("mr3.local.worker", form);
        settings.put("mr3.local.workers", Integer.toString(workers));
        settings.put("mr3.container.slots", "4");
        settings.put("mr3.container.slot.memory.mb", Integer.toString(WordCounts.SLOT_MB));
        return Mr3Conf.of(settings);
    }
}
