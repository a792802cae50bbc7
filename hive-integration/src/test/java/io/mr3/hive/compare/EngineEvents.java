package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** mr3's event logs in one data directory, read as they grow. */
final class EngineEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Map<Path, Long> read = new TreeMap<>();

    /** @param data as given to {@link HiveProcess} */
    EngineEvents(Path data) {
        directory = data.resolve("history");
    }

    /** What was written since the last call, in the order of each log. */
    List<JsonNode> news() {
        List<JsonNode> news = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> logs = Files.list(directory)) {
                for (Path log : logs.sorted().toList()) {
                    newLines(log).lines().forEach(line -> news.add(parse(line)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return news;
    }

    /** Whole lines only: the last one may be half written. */
    private String newLines(Path log) throws IOException {
        long from = read.getOrDefault(log, 0L);
        if (Files.size(log) == from) {
            return "";
        }
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(from);
            String text = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            read.put(log, from + whole.getBytes(StandardCharsets.UTF_8).length);
            return whole;
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
