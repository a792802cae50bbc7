package io.mr3.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCacheTest {
    private static final DagId DAG = new DagId(new AppId(1, 1), 1);

    @TempDir
    Path dir;

    @Test
    void keepsTheEntriesUsedLast() throws IOException {
        IndexCache cache = new IndexCache(2 * (16 + 4));
        IndexCache.Entry entry = entry(4);
        cache.put(key(DAG, "a"), entry);
        cache.put(key(DAG, "b"), entry);
        cache.put(key(DAG, "b"), entry);
        assertNotNull(cache.get(key(DAG, "a")), "an entry put twice weighs once");
        cache.put(key(DAG, "c"), entry);
        assertNull(cache.get(key(DAG, "b")), "b was used longest ago");
        assertNotNull(cache.get(key(DAG, "a")));
        assertNotNull(cache.get(key(DAG, "c")));
    }

    @Test
    void anEntryBeyondTheCapacityIsNotKept() throws IOException {
        IndexCache cache = new IndexCache(16);
        cache.put(key(DAG, "a"), entry(1));
        assertNull(cache.get(key(DAG, "a")));
    }

    @Test
    void forgetsADagAndItsWeight() throws IOException {
        DagId other = new DagId(DAG.app(), 2);
        IndexCache cache = new IndexCache(2 * (16 + 4));
        cache.put(key(DAG, "a"), entry(4));
        cache.put(key(other, "a"), entry(4));
        cache.removeAll(DAG);
        assertNull(cache.get(key(DAG, "a")));
        cache.put(key(other, "b"), entry(4));
        assertEquals(4, cache.get(key(other, "a")).index().partitions());
    }

    private static IndexCache.Key key(DagId dag, String output) {
        return new IndexCache.Key(dag, output);
    }

    private IndexCache.Entry entry(int partitions) throws IOException {
        String[] contents = new String[partitions];
        Arrays.fill(contents, "x");
        Path data = OutputOnDisk.write(dir, dir, DAG, "o", contents);
        return new IndexCache.Entry(data, SpillIndex.read(data.resolveSibling("file.out.index")));
    }
}
