package io.mr3.hive.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A benchmark of TPC: its queries, and its tables as Hive sees them. */
public enum TpcBenchmark {
    TPCH("TPC-H") {
        @Override
        public List<Statement> queries() {
            return Corpus.tpch();
        }

        @Override
        public Map<String, String> columns() {
            return TpchColumns.BY_TABLE;
        }
    },
    TPCDS("TPC-DS") {
        @Override
        public List<Statement> queries() {
            return Corpus.tpcds();
        }

        @Override
        public Map<String, String> columns() {
            return TpcdsColumns.byTable();
        }
    };

    private final String title;

    TpcBenchmark(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** In names of files and of queries. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All, in order. */
    public abstract List<Statement> queries();

    /** Columns of each table in the generator's order, in Hive's words. */
    public abstract Map<String, String> columns();
}
