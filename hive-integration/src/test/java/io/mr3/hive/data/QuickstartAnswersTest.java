package io.mr3.hive.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the quickstart is expected to print, judged by an engine that shares no code with Hive. */
class QuickstartAnswersTest {
    private static final Path EXAMPLES = Path.of("../examples");

    /** A text table of the script: its name and its columns. */
    private static final Pattern TEXT_TABLE =
            Pattern.compile("create external table (\\w+)_text \\((.*?)\\)\\s+row format", Pattern.DOTALL);

    @TempDir
    Path temp;

    @Test
    void duckDbGivesTheSameRows() throws IOException, SQLException {
        String script = Files.readAllLines(EXAMPLES.resolve("quickstart.sql")).stream()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
        Path data = temp.resolve("tpch");
        new DataSet(Benchmark.TPCH, new BigDecimal("0.01"), data).make();

        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            loadTables(script, data, statement);
            for (String query : queries(script)) {
                rows.addAll(rows(statement, query));
            }
        }

        assertEquals(Files.readAllLines(EXAMPLES.resolve("quickstart.expected")), rows);
    }

    private static void loadTables(String script, Path data, Statement statement) throws SQLException {
        Matcher table = TEXT_TABLE.matcher(script);
        while (table.find()) {
            String name = table.group(1);
            String columns = table.group(2).replace("string", "varchar");
            statement.execute("create table " + name + " (" + columns + ")");
            statement.execute("copy " + name + " from '" + data.resolve(name).resolve(name + ".txt")
                    + "' (format csv, delimiter '|', header false, quote '')");
        }
        statement.execute("alter table lineitem add column l_shipyear bigint");
        statement.execute("update lineitem set l_shipyear = year(l_shipdate)");
    }

    private static List<String> queries(String script) {
        List<String> queries = Arrays.stream(script.split(";"))
                .map(String::strip)
                .filter(statement -> statement.startsWith("select"))
                .toList();
        assertEquals(3, queries.size(), "a join, an aggregation and a window");
        return queries;
    }

    private static List<String> rows(Statement statement, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                StringJoiner row = new StringJoiner("\t");
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getString(column));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
