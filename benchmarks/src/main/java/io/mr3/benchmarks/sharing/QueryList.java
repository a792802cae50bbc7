package io.mr3.benchmarks.sharing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Names of queries in a file, one a line; what begins with # is for people. */
final class QueryList {
    private QueryList() {}

    /**
     * The names, in order.
     *
     * @throws IllegalArgumentException in one line, if a line holds something else
     */
    static List<String> read(Path file) throws IOException {
        List<String> names = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        for (String name : names) {
            if (!name.matches("q\\d+[ab]?")) {
                throw new IllegalArgumentException(
                        file + ": expected the name of a query, such as q3 or q14a, got '" + name + "'");
            }
        }
        return names;
    }
}
