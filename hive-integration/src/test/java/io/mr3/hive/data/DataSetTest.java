package io.mr3.hive.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.BadInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
    private static final BigDecimal TINY = new BigDecimal("0.001");

    @TempDir
    Path temp;

    @Test
    void tpchHasItsEightTablesInOneDirectoryEach() throws IOException {
        Path out = temp.resolve("a b/tpch");

        assertTrue(new DataSet(Benchmark.TPCH, TINY, out).make());

        List<String> names = list(out);
        assertEquals(
                List.of(
                        "customer",
                        "dataset",
                        "lineitem",
                        "nation",
                        "orders",
                        "part",
                        "partsupp",
                        "region",
                        "supplier"),
                names);
        assertEquals(
                "0|AFRICA|lar deposits. blithely final packages cajole. regular waters are final requests."
                        + " regular accounts are according to ",
                Files.readAllLines(out.resolve("region/region.txt")).get(0));
        assertEquals(1500, Files.readAllLines(out.resolve("orders/orders.txt")).size());
    }

    @Test
    void tpcdsWritesReturnsTogetherWithSales() throws IOException {
        Path out = temp.resolve("tpcds");

        new DataSet(Benchmark.TPCDS, TINY, out).make();

        assertEquals(25, list(out).size(), "24 tables and the note");
        assertTrue(Files.size(out.resolve("store_returns/store_returns.txt")) > 0);
        String sale =
                Files.readAllLines(out.resolve("store_sales/store_sales.txt")).get(0);
        assertEquals(23, sale.split("\\|", -1).length, sale);
    }

    @Test
    void aDataSetThatIsThereIsKept() throws IOException {
        Path out = temp.resolve("tpch");
        new DataSet(Benchmark.TPCH, TINY, out).make();
        Path mark = Files.createFile(out.resolve("mark"));

        assertFalse(new DataSet(Benchmark.TPCH, new BigDecimal("0.00100"), out).make());

        assertTrue(Files.exists(mark));
    }

    @Test
    void anotherScaleIsNotPutOverIt() throws IOException {
        Path out = temp.resolve("tpch");
        new DataSet(Benchmark.TPCH, TINY, out).make();

        BadInput thrown =
                assertThrows(BadInput.class, () -> new DataSet(Benchmark.TPCH, new BigDecimal("0.002"), out).make());

        assertEquals(
                out + " already holds tpch at scale 0.001, not tpch at scale 0.002; remove it or choose another --out",
                thrown.getMessage());
    }

    @Test
    void foreignFilesAreLeftAlone() throws IOException {
        Path out = Files.createDirectories(temp.resolve("mine"));
        Files.createFile(out.resolve("thesis"));

        assertThrows(BadInput.class, () -> new DataSet(Benchmark.TPCH, TINY, out).make());

        assertEquals(List.of("thesis"), list(out));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamedAndNothingStays() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        BadInput thrown =
                assertThrows(BadInput.class, () -> new DataSet(Benchmark.TPCH, TINY, file.resolve("tpch")).make());

        assertTrue(thrown.getMessage().contains(file.resolve("tpch").toString()), thrown.getMessage());
        assertEquals(List.of("file"), list(temp));
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
