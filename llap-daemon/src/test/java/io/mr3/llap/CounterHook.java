package io.mr3.llap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.exec.tez.TezTask;
import org.apache.hadoop.hive.ql.hooks.ExecuteWithHookContext;
import org.apache.hadoop.hive.ql.hooks.HookContext;
import org.apache.tez.common.counters.CounterGroup;
import org.apache.tez.common.counters.TezCounter;

/** Hive calls it behind each query; leaves the query's counters in a file, as Hive got them with the end of the DAG. */
public final class CounterHook implements ExecuteWithHookContext {
    static final String FILE = "test.counters.file";

    @Override
    public void run(HookContext context) throws IOException {
        List<String> lines = new ArrayList<>();
        for (TezTask task : Utilities.getTezTasks(context.getQueryPlan().getRootTasks())) {
            if (task.getTezCounters() != null) {
                for (CounterGroup group : task.getTezCounters()) {
                    for (TezCounter counter : group) {
                        lines.add(counter.getName() + "=" + counter.getValue());
                    }
                }
            }
        }
        Files.write(Path.of(context.getConf().get(FILE)), lines);
    }
}
