package io.mr3.hive.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The one text file of a table, in a directory of the table's name as an external table wants it. UTF-8. */
final class TableFile implements AutoCloseable {
    private final BufferedWriter writer;

    TableFile(Path directory, String table) throws IOException {
        Path file = directory.resolve(table).resolve(table + ".txt");
        Files.createDirectories(file.getParent());
        writer = Files.newBufferedWriter(file);
    }

    /** Columns as they are, a null as nothing. */
    void row(List<String> columns) throws IOException {
        line(columns.stream().map(column -> column == null ? "" : column).collect(Collectors.joining("|")));
    }

    void line(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
