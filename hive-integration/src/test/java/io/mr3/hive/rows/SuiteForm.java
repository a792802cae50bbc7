package io.mr3.hive.rows;

import io.mr3.hive.compare.WorkerForm;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** In what form a suite runs its queries on mr3. */
record SuiteForm(WorkerForm workers, TableLayout layout) {
    /** @param list such as {@code thread,two_processes/by_year}; tables are plain where nothing else is said */
    static List<SuiteForm> parse(String list) {
        return Arrays.stream(list.toUpperCase(Locale.ROOT).split(","))
                .map(form -> form.split("/"))
                .map(words -> new SuiteForm(
                        WorkerForm.valueOf(words[0]),
                        words.length > 1 ? TableLayout.valueOf(words[1]) : TableLayout.PLAIN))
                .toList();
    }

    /** For reports. */
    String title() {
        return workers.title() + layout.title();
    }

    @Override
    public String toString() {
        return workers + "-" + layout;
    }
}
