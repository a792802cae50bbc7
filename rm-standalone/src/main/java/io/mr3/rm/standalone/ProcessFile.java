package io.mr3.rm.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.common.files.LifeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a master or a node agent tells of itself in its directory; it holds no secret. Beside it lies a file that the process
 * has locked for as long as it lives ({@link LifeLock}), so that a file without a living process is known as such.
 *
 * @param name {@code master}, or the agent's
 * @param pid of its process
 * @param address {@code host:port} of the master; empty for an agent
 * @param webAddress {@code host:port} of its pages and logs; empty if it has none
 * @param logFile its log
 * @param started when it did
 */
public record ProcessFile(String name, long pid, String address, String webAddress, Path logFile, Instant started) {
    private static final String FILE = "process.json";
    private static final String LOCK = "process.lock";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Takes the directory for this process until it ends; empty if a living process has it. What a dead one told goes.
     *
     * @throws IOException if the directory cannot be written
     */
    public static Optional<LifeLock> claim(Path directory) throws IOException {
        Files.createDirectories(directory);
        Optional<LifeLock> lock = LifeLock.take(directory.resolve(LOCK));
        if (lock.isPresent()) {
            withdraw(directory);
        }
        return lock;
    }

    /** Whether a living process has the directory. */
    public static boolean isClaimed(Path directory) throws IOException {
        return Files.isDirectory(directory) && LifeLock.isTaken(directory.resolve(LOCK));
    }

    /** The living process of that directory, once it has published itself. */
    public static Optional<ProcessFile> ofLiving(Path directory) throws IOException {
        if (!isClaimed(directory)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(directory.resolve(FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Lets others find the process; as a whole, in place of what was there. */
    public void publish(Path directory) throws IOException {
        String text = JSON.createObjectNode()
                .put("name", name)
                .put("pid", pid)
                .put("address", address)
                .put("webAddress", webAddress)
                .put("logFile", logFile.toString())
                .put("started", started.toString())
                .toPrettyString();
        Path whole = Files.createTempFile(directory, FILE, ".new");
        try {
            Files.writeString(whole, text + "\n");
            Files.move(whole, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Nobody finds the process any more. */
    public static void withdraw(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }

    private static ProcessFile read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            JsonNode json = JSON.readTree(content);
            return new ProcessFile(
                    json.path("name").asText(),
                    json.path("pid").asLong(),
                    json.path("address").asText(),
                    json.path("webAddress").asText(),
                    Path.of(json.path("logFile").asText()),
                    Instant.parse(json.path("started").asText()));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": expected JSON: " + e.getOriginalMessage(), e);
        } catch (DateTimeException e) {
            throw new IOException(file + ": started: " + e.getMessage(), e);
        }
    }
}
