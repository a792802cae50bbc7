package io.mr3.hive.compare;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A judge that shares no code with Hive: DuckDB in memory, in this process. */
public final class DuckDb implements Engine {
    private final Connection connection;

    private DuckDb(Connection connection) {
        this.connection = connection;
    }

    /** An empty database, in which a division by zero is NULL, as in Hive. */
    public static DuckDb open() {
        try {
            DuckDb database = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
            database.run("set ieee_floating_point_ops = false");
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not start", e);
        }
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public Rows run(String sql) {
        try (java.sql.Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return new Rows(List.of(), List.of());
            }
            return rows(statement.getResultSet());
        } catch (SQLException e) {
            throw new StatementFailed(name(), sql, e.getMessage());
        }
    }

    private static Rows rows(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<ColumnType> types = new ArrayList<>();
        for (int c = 1; c <= columns.getColumnCount(); c++) {
            types.add(ColumnType.parse(inHivesWords(columns.getColumnTypeName(c))));
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int c = 1; c <= columns.getColumnCount(); c++) {
                row.add(text(result.getObject(c)));
            }
            rows.add(row);
        }
        return Rows.of(types, rows);
    }

    private static String inHivesWords(String type) {
        return switch (type) {
            case "INTEGER" -> "int";
            case "HUGEINT" -> "decimal(38,0)";
            case "VARCHAR" -> "string";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }

    private static String text(Object cell) {
        if (cell instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return cell instanceof Timestamp time
                ? time.toLocalDateTime().toString()
                : cell == null ? null : cell.toString();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not close", e);
        }
    }
}
