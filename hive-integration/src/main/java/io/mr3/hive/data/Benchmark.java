package io.mr3.hive.data;

import io.mr3.hive.shell.BadInput;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The data sets that can be made. The same scale gives the same bytes everywhere. */
enum Benchmark {
    TPCH {
        @Override
        void generate(BigDecimal scale, Path directory) {
            for (TpchTable<?> table : TpchTable.getTables()) {
                try (TableFile file = new TableFile(directory, table.getTableName())) {
                    for (TpchEntity row : table.createGenerator(scale.doubleValue(), 1, 1)) {
                        String line = row.toLine();
                        file.line(line.substring(0, line.length() - 1));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    },

    TPCDS {
        @Override
        void generate(BigDecimal scale, Path directory) {
            Session session = Session.getDefaultSession().withScale(scale.doubleValue());
            Table.getBaseTables().stream()
                    .filter(table -> !table.isChild() && table != Table.DBGEN_VERSION)
                    .forEach(table -> writeFamily(session, table, directory));
        }

        /** Returns are made together with the sales that they return: one pass writes both tables. */
        private static void writeFamily(Session session, Table table, Path directory) {
            try (TableFile parent = new TableFile(directory, table.getName());
                    TableFile child = table.hasChild()
                            ? new TableFile(directory, table.getChild().getName())
                            : null) {
                for (List<List<String>> rows : Results.constructResults(table, session)) {
                    parent.row(rows.get(0));
                    if (rows.size() > 1) {
                        child.row(rows.get(1));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** Writes one directory per table: lines of text, columns parted by a bar, an empty column for NULL. */
    abstract void generate(BigDecimal scale, Path directory);

    static Benchmark of(String word) {
        return Arrays.stream(values())
                .filter(benchmark -> benchmark.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new BadInput("expected tpch or tpcds, not '" + word + "'"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
