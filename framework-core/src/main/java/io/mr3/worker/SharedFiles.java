package io.mr3.worker;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files by which a worker proves that it sees the directories that DAGs and their results share: the DAGAppMaster puts
 * one in each directory, the worker must find the same content under the same name. On hosts without a common file system rows
 * would go missing instead. Methods block; thread-safe.
 */
public final class SharedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFiles.class);
    private static final String VARIABLE = "MR3_WORKER_SHARED_FILES";
    private static final int BYTES = 16;

    private final Configuration conf;
    private final Map<Path, String> contents = new LinkedHashMap<>();

    private SharedFiles(Configuration conf) {
        this.conf = conf;
    }

    /**
     * Puts a file into each directory; of a directory that does not exist yet, into the nearest one above it. One that this
     * process may not write is left out, with a line in the log.
     *
     * @param owner tells the files of one DAGAppMaster from those of others
     */
    public static SharedFiles place(Configuration conf, List<String> directories, String owner) {
        SharedFiles files = new SharedFiles(conf);
        directories.forEach(directory -> files.place(directory, owner));
        return files;
    }

    private void place(String directory, String owner) {
        try {
            Path path = new Path(directory);
            FileSystem system = path.getFileSystem(conf);
            Path existing = system.makeQualified(path);
            while (existing.getParent() != null && !system.exists(existing)) {
                existing = existing.getParent();
            }
            Path file = new Path(existing, ".mr3-" + owner);
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            String content = HexFormat.of().formatHex(random);
            try (FSDataOutputStream out = system.create(file, true)) {
                out.write(content.getBytes(StandardCharsets.US_ASCII));
            }
            contents.put(file, content);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("workers are not asked whether they see {}: {}", directory, e.toString());
        }
    }

    /** What tells a worker's process of the files. */
    public Map<String, String> environment() {
        if (contents.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                VARIABLE,
                contents.entrySet().stream()
                        .map(file -> file.getValue() + " " + file.getKey())
                        .collect(Collectors.joining("\n")));
    }

    /**
     * Looks for the files that the environment names.
     *
     * @throws IOException in one line, if one is not there or is another one
     */
    static void check(Configuration conf, Map<String, String> environment) throws IOException {
        List<String> problems = new ArrayList<>();
        for (String line : environment.getOrDefault(VARIABLE, "").lines().toList()) {
            String expected = line.substring(0, 2 * BYTES);
            Path file = new Path(line.substring(2 * BYTES + 1));
            if (!expected.equals(contentOf(conf, file))) {
                problems.add(file.getParent().toString());
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException(
                    "mr3.shared.dirs: expected directories that all hosts share, but this host does not see what"
                            + " the DAGAppMaster has put into " + String.join(", ", problems));
        }
    }

    private static String contentOf(Configuration conf, Path file) throws IOException {
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            return new String(in.readNBytes(2 * BYTES), StandardCharsets.US_ASCII);
        } catch (FileNotFoundException | ChecksumException e) {
            return "";
        }
    }

    /** Takes the files away. */
    @Override
    public void close() {
        contents.keySet().forEach(file -> {
            try {
                file.getFileSystem(conf).delete(file, false);
            } catch (IOException e) {
                LOG.warn("cannot remove {}: {}", file, e.toString());
            }
        });
    }
}
