package io.mr3.hive.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Build step: makes an empty metastore database from Hive's own schema script, for shells to copy. */
public final class MetastoreTemplate {
    /** Metastore's default user; the schema of the script is the schema of this name. */
    private static final String USER = "APP";

    private MetastoreTemplate() {}

    /**
     * @param args Hive's schema script for Derby, and the directory to make; nothing is done if that is newer
     */
    public static void main(String[] args) throws IOException, SQLException {
        Path script = Path.of(args[0]);
        Path target = Path.of(args[1]);
        Path finished = target.resolve("service.properties");
        if (Files.exists(finished)
                && Files.getLastModifiedTime(finished).compareTo(Files.getLastModifiedTime(script)) > 0) {
            return;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        DirectoryTree.delete(target);
        make(Files.readString(script), target);
    }

    static void make(String script, Path target) throws IOException, SQLException {
        Path draft = target.resolveSibling(target.getFileName() + ".draft");
        DirectoryTree.delete(draft);
        System.setProperty(
                "derby.stream.error.file", target.resolveSibling("derby.log").toString());
        String url = "jdbc:derby:;databaseName=" + draft;
        try (Connection connection = DriverManager.getConnection(url + ";create=true", credentials())) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(script)) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        }
        shutDown(url);
        Files.move(draft, target);
    }

    /** Splits at semicolons that end a line; comments are whole lines. Hive's scripts for Derby need no more. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : script.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("--")) {
                continue;
            }
            boolean last = line.endsWith(";");
            statement.append(last ? line.substring(0, line.length() - 1) : line).append('\n');
            if (last) {
                statements.add(statement.toString().strip());
                statement.setLength(0);
            }
        }
        if (!statement.isEmpty()) {
            throw new IllegalArgumentException("statement without an end in the schema script: " + statement);
        }
        return statements;
    }

    private static void shutDown(String url) throws SQLException {
        try {
            DriverManager.getConnection(url + ";shutdown=true", credentials());
        } catch (SQLException e) {
            // this is how Derby says that the database is closed
            if (!"08006".equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static Properties credentials() {
        Properties credentials = new Properties();
        credentials.setProperty("user", USER);
        credentials.setProperty("password", "mine");
        return credentials;
    }
}
