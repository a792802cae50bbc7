package io.mr3.hive.rows;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.TpcTables;
import java.util.ArrayList;
import java.util.List;

/** How Hive keeps the tables of a benchmark. */
enum TableLayout {
    PLAIN("") {
        @Override
        void load(TpcTables tables, Engine hive) {
            tables.loadIntoHive(hive, tables.names());
        }
    },
    /**
     * TPC-H's line items, by far its largest table, partitioned by the year of shipping: attempts that share a worker read
     * different partitions.
     */
    BY_YEAR(", line items by year") {
        @Override
        void load(TpcTables tables, Engine hive) {
            List<String> others = new ArrayList<>(tables.names());
            others.remove("lineitem");
            tables.loadIntoHive(hive, others);
            tables.loadLineitemByYear(hive);
        }
    };

    private final String title;

    TableLayout(String title) {
        this.title = title;
    }

    /** For reports, behind the form of the workers. */
    String title() {
        return title;
    }

    /** Makes all tables. */
    abstract void load(TpcTables tables, Engine hive);
}
