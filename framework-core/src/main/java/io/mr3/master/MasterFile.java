package io.mr3.master;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.client.MasterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a DAGAppMaster tells of itself in a file, for those who may read its secret. The file itself holds no secret.
 *
 * @param name of the DAGAppMaster
 * @param pid of its process
 * @param address {@code host:port} at which clients reach it
 * @param secretFile that holds the secret clients need
 * @param logFile its log; a directory where only the user of its process knows the file
 * @param started when it did
 */
public record MasterFile(String name, long pid, String address, Path secretFile, Path logFile, Instant started) {
    /** The name of such files. */
    public static final String NAME = "master.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where clients reach it. */
    public MasterAddress clientAddress() {
        return new MasterAddress(address, secretFile);
    }

    /** The fields by name. */
    public ObjectNode toJson() {
        return JSON.createObjectNode()
                .put("name", name)
                .put("pid", pid)
                .put("address", address)
                .put("secretFile", secretFile.toString())
                .put("logFile", logFile.toString())
                .put("started", started.toString());
    }

    /** Writes {@code file} as a whole: who reads it finds all of it or an earlier one. */
    public void write(Path file) throws IOException {
        Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), NAME, ".new");
        try {
            Files.writeString(whole, toJson().toPrettyString() + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws NoSuchFileException if the file is missing
     * @throws IOException in one line, if it holds something else
     */
    public static MasterFile read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            JsonNode json = JSON.readTree(content);
            return new MasterFile(
                    text(json, "name"),
                    Long.parseLong(text(json, "pid")),
                    new MasterAddress(text(json, "address"), Path.of(text(json, "secretFile"))).hostPort(),
                    Path.of(text(json, "secretFile")),
                    Path.of(text(json, "logFile")),
                    Instant.parse(text(json, "started")));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": expected JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode json, String field) {
        String text = json.path(field).asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(field + ": expected a value, got none");
        }
        return text;
    }
}
