package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import io.mr3.shuffle.fetch.FetchConnections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All shuffle handlers of the group, as one worker knows them. An event is {@code + worker host:port,host:port…} for those of a
 * worker that has come, {@code -} for a worker that is gone, and {@code >} for one that serves on in another group.
 */
final class ShufflePeers {
    static final String HERE = "+";
    static final String LOST = "-";
    static final String MOVED = ">";

    private static final Logger LOG = LoggerFactory.getLogger(ShufflePeers.class);

    private final Map<String, List<String>> addresses = new TreeMap<>();
    private final FetchConnections fetches;

    /**
     * @param fetches hears which handlers serve and which are lost
     */
    ShufflePeers(FetchConnections fetches) {
        this.fetches = fetches;
    }

    /**
     * What the DaemonTask says.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    void handle(ByteString event) {
        String line = event.toStringUtf8();
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            throw bad(line);
        }
        String worker = words[1];
        List<String> places = List.of(words[2].split(",", -1));
        switch (words[0]) {
            case HERE -> {
                addresses.put(worker, places);
                fetches.served(places);
            }
            case LOST -> {
                addresses.remove(worker);
                lost(worker, places);
            }
            case MOVED -> addresses.remove(worker);
            default -> throw bad(line);
        }
    }

    /** A worker with fixed ports may have taken the place of one whose loss is only noticed now. */
    private void lost(String worker, List<String> places) {
        List<String> gone = places.stream()
                .filter(place -> addresses.values().stream().noneMatch(taken -> taken.contains(place)))
                .toList();
        int closed = fetches.lost(gone);
        LOG.info("the shuffle handlers of {} at {} are gone; {} connections to them closed", worker, places, closed);
    }

    private static IllegalArgumentException bad(String line) {
        return new IllegalArgumentException(
                "expected '+ worker host:port,…', or - or > in place of +, got '" + line + "'");
    }

    /** Addresses by worker; a copy. */
    Map<String, List<String>> addresses() {
        return Map.copyOf(addresses);
    }
}
