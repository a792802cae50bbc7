package io.mr3.tez.am;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jars on the class path of every worker. Thread-safe. */
final class InstalledFiles {
    private final Map<Long, List<Path>> bySize = new HashMap<>();
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    /**
     * Looks at a class path.
     *
     * @param classPath with {@code directory/*} for all jars of a directory
     */
    InstalledFiles(String classPath) throws IOException {
        for (String entry : classPath.split(java.io.File.pathSeparator)) {
            if (entry.endsWith("*")) {
                Path directory = Path.of(entry.substring(0, entry.length() - 1));
                if (Files.isDirectory(directory)) {
                    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
                        for (Path jar : jars) {
                            add(jar);
                        }
                    }
                }
            } else if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry))) {
                add(Path.of(entry));
            }
        }
    }

    private void add(Path jar) throws IOException {
        bySize.computeIfAbsent(Files.size(jar), size -> new ArrayList<>()).add(jar);
    }

    /** Reads those that sessions always name, so that the first DAG need not wait for it. */
    void read(Set<String> artifacts) {
        bySize.values().stream()
                .flatMap(List::stream)
                .filter(jar -> artifacts.stream()
                        .anyMatch(artifact -> jar.getFileName().toString().startsWith(artifact + "-")))
                .forEach(jar -> hashes.computeIfAbsent(jar, InstalledFiles::hash));
    }

    /** Whether one of them has this content. */
    boolean holds(long size, String sha256) {
        return bySize.getOrDefault(size, List.of()).stream()
                .anyMatch(
                        jar -> hashes.computeIfAbsent(jar, InstalledFiles::hash).equals(sha256));
    }

    private static String hash(Path jar) {
        try (InputStream in = Files.newInputStream(jar)) {
            return Sha256.of(in, (bytes, length) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
