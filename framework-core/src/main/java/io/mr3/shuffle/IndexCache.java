package io.mr3.shuffle;

import io.mr3.common.DagId;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The indexes used last, as many as their records fit. An output never changes once a fetcher has heard of it. Any thread. */
final class IndexCache {
    record Key(DagId dag, String output) {}

    record Entry(Path data, SpillIndex index) {}

    /** What key and path of an entry weigh, in index records. */
    private static final int ENTRY_WEIGHT = 16;

    private final int capacity;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private int weight;

    IndexCache(int capacity) {
        this.capacity = capacity;
    }

    /** Or null. */
    synchronized Entry get(Key key) {
        return entries.get(key);
    }

    synchronized void put(Key key, Entry entry) {
        Entry former = entries.put(key, entry);
        weight += weight(entry) - (former == null ? 0 : weight(former));
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (weight > capacity) {
            weight -= weight(oldestFirst.next());
            oldestFirst.remove();
        }
    }

    synchronized void removeAll(DagId dag) {
        entries.keySet().removeIf(key -> key.dag().equals(dag));
        weight = entries.values().stream().mapToInt(IndexCache::weight).sum();
    }

    private static int weight(Entry entry) {
        return entry.index().partitions() + ENTRY_WEIGHT;
    }
}
