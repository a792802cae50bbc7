package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All shuffle handlers of the group, as one worker knows them: {@code + worker host:port} for each that came, {@code -} gone. */
final class ShufflePeers {
    private static final Logger LOG = LoggerFactory.getLogger(ShufflePeers.class);

    private final Map<String, String> addresses = new TreeMap<>();

    /**
     * What the DaemonTask says.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    void handle(ByteString event) {
        String line = event.toStringUtf8();
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("+")) {
            addresses.put(words[1], words[2]);
        } else if (words.length == 3 && words[0].equals("-")) {
            addresses.remove(words[1]);
            LOG.info("the shuffle handler of {} at {} is gone", words[1], words[2]);
        } else {
            throw new IllegalArgumentException(
                    "expected '+ worker host:port' or '- worker host:port', got '" + line + "'");
        }
    }

    /** Address by worker; a copy. */
    Map<String, String> addresses() {
        return Map.copyOf(addresses);
    }
}
