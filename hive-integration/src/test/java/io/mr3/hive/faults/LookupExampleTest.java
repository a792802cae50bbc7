package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/extending.md, as its README has it: a service attached by configuration alone, and a function that asks it. */
@Tag("full")
class LookupExampleTest {
    private static final Path SOURCES = Path.of("..", "examples", "lookup", "src", "mr3", "examples", "lookup");

    @TempDir
    Path temp;

    @Test
    void everyWorkerKnowsTheTableAndWhatChangesInIt() throws IOException {
        Path table = Files.writeString(temp.resolve("rates.tsv"), "EUR\t1.00\nCHF\t0.94\n");
        Map<String, String> settings = Map.of(
                "mr3.daemons", "rates",
                "mr3.daemon.rates.class", "mr3.examples.lookup.LookupService",
                "mr3.daemon.rates.payload", table.toString(),
                "hive.fetch.task.conversion", "none");
        try (HiveProcess hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, temp.resolve("data"), settings, compiled())) {
            hive.run("create temporary function lookup as 'mr3.examples.lookup.Lookup'");
            hive.run("create table sales (amount int, currency string)");
            hive.run("insert into sales values (100, 'EUR'), (50, 'CHF'), (7, 'XXX')");
            assertEquals(List.of("CHF=0.94", "EUR=1.00", "XXX=?"), rates(hive));
            Files.writeString(table, "CHF\t0.95\nXXX\t7.00\n");
            Await.until(() -> rates(hive).equals(List.of("CHF=0.95", "EUR=?", "XXX=7.00")));
            List<WorkerProcess> workers = WorkerProcess.of(hive);
            assertTrue(!workers.isEmpty());
            workers.forEach(worker -> worker.handle().destroyForcibly());
            assertEquals(List.of("CHF=0.95", "EUR=?", "XXX=7.00"), rates(hive), "in workers that came later");
        }
    }

    private static List<String> rates(HiveProcess hive) {
        return hive
                .run("select concat(currency, '=', coalesce(lookup(currency), '?')) from sales order by currency")
                .rows()
                .stream()
                .map(row -> (String) row.get(0))
                .toList();
    }

    private Path compiled() throws IOException {
        Path classes = Files.createDirectory(temp.resolve("classes"));
        List<String> words = new ArrayList<>(
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none"));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.forEach(source -> words.add(source.toString()));
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new)));
        return classes;
    }
}
