package io.mr3.hive.compare;

import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import io.trino.tpcds.column.ColumnType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables of TPC-DS, with the types of its specification as the generator knows them. */
final class TpcdsColumns {
    private TpcdsColumns() {}

    static Map<String, String> byTable() {
        return Table.getBaseTables().stream()
                .filter(table -> table != Table.DBGEN_VERSION)
                .collect(Collectors.toMap(Table::getName, columns()));
    }

    private static Function<Table, String> columns() {
        return table -> Arrays.stream(table.getColumns())
                .map(column -> name(column) + " " + type(column.getType()))
                .collect(Collectors.joining(", "));
    }

    /** The queries know this column by the name that it has in the specification's later editions. */
    private static String name(Column column) {
        return column.getName().equals("c_last_review_date_sk") ? "c_last_review_date" : column.getName();
    }

    private static String type(ColumnType type) {
        return switch (type.getBase()) {
            case IDENTIFIER -> "bigint";
            case INTEGER -> "int";
            case DATE -> "date";
            case TIME -> "string";
            case CHAR -> "char(" + type.getPrecision().orElseThrow() + ")";
            case VARCHAR -> "varchar(" + type.getPrecision().orElseThrow() + ")";
            case DECIMAL ->
                "decimal(" + type.getPrecision().orElseThrow() + ","
                        + type.getScale().orElseThrow() + ")";
        };
    }
}
