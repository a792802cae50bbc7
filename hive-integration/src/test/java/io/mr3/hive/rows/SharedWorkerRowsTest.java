package io.mr3.hive.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.tez.worker.PlantedMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several attempts of one vertex at once in one worker give the right rows, and each of the three protections is needed
 * for it: with any one of them taken out the same query gives wrong rows.
 */
class SharedWorkerRowsTest {
    private static final int RUNS = 20;
    private static final String SCAN = "Map 1";

    @TempDir
    static Path temp;

    /** One metastore and warehouse for all; its shells run one after the other. */
    private static Path data;

    @BeforeAll
    static void load() throws IOException {
        data = temp.resolve("data");
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.THREAD, data, Spread.TASK_PER_FILE)) {
            Spread.load(hive, temp.resolve("numbers"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREAD", "PROCESS"})
    void fourAttemptsAtOnceGiveTheRightRows(WorkerForm form) throws IOException {
        try (HiveProcess hive = HiveProcess.mr3(form, data, Spread.TASK_PER_FILE)) {
            for (int run = 1; run <= RUNS; run++) {
                hive.run("set hive.query.name=" + name(form, run));
                Rows rows = hive.run(Spread.QUERY);
                assertTrue(Spread.isTruth(rows), "run " + run + ": " + rows.rows());
            }
        }
        AttemptHistory history = AttemptHistory.read(data);
        for (int run = 1; run <= RUNS; run++) {
            String dag = name(form, run);
            assertEquals(Spread.PARTITIONS, history.attempts(dag).get(SCAN), dag);
            assertEquals(WorkerForm.SLOTS, history.mostAtOnce(dag).get(SCAN), dag);
        }
    }

    private static String name(WorkerForm form, int run) {
        return form + "-" + run;
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void withoutAnyOneProtectionRowsAreWrong(PlantedMistake mistake) {
        Map<String, String> settings = new HashMap<>(Spread.TASK_PER_FILE);
        settings.put("mr3.container.launch.cmd-opts", mistake.javaOption());
        int failed = 0;
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.PROCESS, data, settings)) {
            for (int run = 1; run <= RUNS; run++) {
                try {
                    if (!Spread.isTruth(hive.run(Spread.QUERY))) {
                        return;
                    }
                } catch (StatementFailed e) {
                    // to be expected too; but a failure could have another cause, wrong rows can not
                    failed++;
                }
            }
        }
        fail(mistake + ": no wrong rows in " + RUNS + " runs, of which " + failed + " failed");
    }
}
