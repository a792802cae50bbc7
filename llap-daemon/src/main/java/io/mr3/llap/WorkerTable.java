package io.mr3.llap;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hive.common.util.Murmur3;

/**
 * The workers that hold a part of one cache, by their locations, and which of them holds what. Each worker draws a number for
 * each piece of data, and the highest one has it: what a worker had moves when it goes, and nothing else does. Immutable.
 *
 * @param locations such as {@code worker-3@host}
 */
record WorkerTable(List<String> locations) {
    static final WorkerTable EMPTY = new WorkerTable(List.of());

    WorkerTable {
        locations = List.copyOf(locations);
    }

    WorkerTable with(String location) {
        List<String> more = new ArrayList<>(without(location).locations);
        more.add(location);
        return new WorkerTable(more);
    }

    WorkerTable without(String location) {
        return new WorkerTable(
                locations.stream().filter(other -> !other.equals(location)).toList());
    }

    /**
     * Location of the worker that holds a piece of a file; empty if there is no worker.
     *
     * @param start of the piece in the file, in bytes
     */
    Optional<String> holder(String file, long start) {
        return locations.stream()
                .max(Comparator.comparingLong((String location) -> draw(location, file, start))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The same piece may begin before the header of its file or behind it. */
    private static long draw(String location, String file, long start) {
        byte[] bytes = (location + '\n' + file + '\n' + (start >> 3)).getBytes(StandardCharsets.UTF_8);
        return Murmur3.hash64(bytes);
    }

    ByteString toEvent() {
        return ByteString.copyFromUtf8(String.join("\n", locations));
    }

    static WorkerTable ofEvent(ByteString event) {
        return event.isEmpty()
                ? EMPTY
                : new WorkerTable(List.of(event.toStringUtf8().split("\n")));
    }
}
