package io.mr3.llap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** What Hive counted in its last query. */
record ScanCounters(Map<String, Long> all) {
    /** @param file of {@link CounterHook} */
    static ScanCounters read(Path file) {
        try {
            return new ScanCounters(Files.readAllLines(file).stream()
                    .map(line -> line.split("="))
                    .collect(Collectors.toMap(line -> line[0], line -> Long.valueOf(line[1]), Long::sum)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long hitBytes() {
        return of("CACHE_HIT_BYTES");
    }

    long missedBytes() {
        return of("CACHE_MISS_BYTES");
    }

    /** Share of the bytes that came out of the cache; 0 if the cache was not asked. */
    double hitRatio() {
        long bytes = hitBytes() + missedBytes();
        return bytes == 0 ? 0 : (double) hitBytes() / bytes;
    }

    /** By attempts and by the cache for them. */
    long fileBytesRead() {
        return of("FILE_BYTES_READ");
    }

    private long of(String counter) {
        return all.getOrDefault(counter, 0L);
    }
}
