package io.mr3.hive.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Copies and deletes directories with all that is in them. */
public final class DirectoryTree {
    private DirectoryTree() {}

    public static void copy(Path from, Path to) throws IOException {
        for (Path source : parentsFirst(from)) {
            Path target = to.resolve(from.relativize(source).toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(target);
            } else {
                Files.copy(source, target);
            }
        }
    }

    /** Does nothing if there is nothing. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> childrenFirst = new ArrayList<>(parentsFirst(root));
        Collections.reverse(childrenFirst);
        for (Path path : childrenFirst) {
            Files.delete(path);
        }
    }

    private static List<Path> parentsFirst(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        }
    }
}
