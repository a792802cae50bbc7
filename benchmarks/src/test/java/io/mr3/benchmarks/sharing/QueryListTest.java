package io.mr3.benchmarks.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.TpcBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryListTest {
    @TempDir
    Path temp;

    @Test
    void theListOfTheExperimentIsAsItSays() throws IOException {
        List<String> names = QueryList.read(Path.of("sharing58.txt"));
        List<String> first = names.subList(0, 58);
        assertEquals("q3", first.get(0));
        assertEquals("q98", first.get(57));
        assertEquals(names.size(), new HashSet<>(names).size());
        Set<String> corpus = TpcBenchmark.TPCDS.queries().stream()
                .map(query -> query.name().substring("tpcds ".length()))
                .collect(Collectors.toSet());
        assertTrue(corpus.containsAll(names));
        assertFalse(names.contains("q64") || names.contains("q85"));
    }

    @Test
    void whatIsNoNameIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(temp.resolve("list.txt"), "# some\nq3\n\nquery7\n");
        assertEquals(
                file + ": expected the name of a query, such as q3 or q14a, got 'query7'",
                assertThrows(IllegalArgumentException.class, () -> QueryList.read(file))
                        .getMessage());
    }
}
