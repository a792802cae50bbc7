package io.mr3.shuffle;

import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds outputs where Tez's tasks wrote them: {@code <local dir>/dag_<n>/output/<output>/file.out}, and its index
 * {@code file.out.index} in the same place under any local directory. Blocks on the disk. Any thread.
 */
final class OutputFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OutputFiles.class);
    private static final String DATA = "file.out";
    private static final String INDEX = "file.out.index";

    private final IndexCache cache;

    OutputFiles(int cachedPartitions) {
        cache = new IndexCache(cachedPartitions);
    }

    /**
     * The body of the answer: the outputs in the order of the request. The first one that cannot be read ends it, and with
     * that the fetcher gets what it can, and knows which one to blame.
     *
     * @throws IllegalArgumentException if an output has fewer partitions than are asked for
     */
    List<BodyPart> find(ShuffleRequest request, List<Path> localDirs) {
        List<BodyPart> parts = new ArrayList<>();
        for (String output : request.outputs()) {
            try {
                parts.add(find(request, output, localDirs));
            } catch (IOException e) {
                LOG.warn("{}: cannot serve {}: {}", request.dag(), output, e.toString());
                parts.add(new DiskError(output));
                break;
            }
        }
        return parts;
    }

    private MapOutput find(ShuffleRequest request, String output, List<Path> localDirs) throws IOException {
        IndexCache.Key key = new IndexCache.Key(request.dag(), output);
        IndexCache.Entry entry = cache.get(key);
        if (entry == null) {
            entry = load(key, localDirs);
            cache.put(key, entry);
        }
        SpillIndex index = entry.index();
        if (request.lastPartition() >= index.partitions()) {
            throw new IllegalArgumentException("expected partitions below " + index.partitions() + " of " + output
                    + ", got " + request.lastPartition());
        }
        SpillIndex range = index.range(request.firstPartition(), request.lastPartition());
        return new MapOutput(output, entry.data(), request.firstPartition(), range);
    }

    /**
     * Reads an index.
     *
     * @throws IOException if a file of the output is missing, or not what it was
     */
    static IndexCache.Entry load(IndexCache.Key key, List<Path> localDirs) throws IOException {
        Path directory = Path.of(directory(key.dag()), "output", key.output());
        SpillIndex index = SpillIndex.read(locate(directory.resolve(INDEX), localDirs));
        Path data = locate(directory.resolve(DATA), localDirs);
        if (Files.size(data) < index.end()) {
            throw new IOException(data + ": expected " + index.end() + " bytes or more, found " + Files.size(data));
        }
        return new IndexCache.Entry(data, index);
    }

    private static Path locate(Path file, List<Path> localDirs) throws NoSuchFileException {
        for (Path dir : localDirs) {
            Path candidate = dir.resolve(file);
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        throw new NoSuchFileException(file + " in none of " + localDirs);
    }

    /** Forgets a DAG and deletes all that it wrote. What cannot be deleted is logged and left. */
    void delete(DagId dag, List<Path> localDirs) {
        cache.removeAll(dag);
        for (Path dir : localDirs) {
            Path written = dir.resolve(directory(dag));
            try {
                deleteTree(written);
            } catch (IOException e) {
                LOG.warn("{}: cannot delete all of {}: {}", dag, written, e.toString());
            }
        }
    }

    private static String directory(DagId dag) {
        return "dag_" + dag.number();
    }

    /** Links are deleted, not followed. */
    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
