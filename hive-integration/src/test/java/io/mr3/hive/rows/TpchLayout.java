package io.mr3.hive.rows;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.TpchTables;
import java.util.ArrayList;
import java.util.List;

/** How Hive keeps the line items, by far the largest table of TPC-H. */
enum TpchLayout {
    PLAIN("plain") {
        @Override
        void load(TpchTables tables, Engine hive) {
            tables.loadIntoHive(hive, tables.names());
        }
    },
    /** Partitioned by the year of shipping: attempts that share a worker read different partitions. */
    BY_YEAR("by year") {
        @Override
        void load(TpchTables tables, Engine hive) {
            List<String> others = new ArrayList<>(tables.names());
            others.remove("lineitem");
            tables.loadIntoHive(hive, others);
            tables.loadLineitemByYear(hive);
        }
    };

    private final String title;

    TpchLayout(String title) {
        this.title = title;
    }

    /** For reports. */
    String title() {
        return title;
    }

    /** Makes all eight tables. */
    abstract void load(TpchTables tables, Engine hive);
}
