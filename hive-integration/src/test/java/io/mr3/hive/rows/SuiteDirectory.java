package io.mr3.hive.rows;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.shell.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where a suite keeps what its next run need not make again: data as text, loaded engines, answers of the judges. */
record SuiteDirectory(Path root) {
    private static final String NOTE = "made-for";

    /** @param data what everything in it is made from; what was made from other data is deleted */
    static SuiteDirectory open(Path root, String data) throws IOException {
        if (!isFor(data, root)) {
            DirectoryTree.delete(root);
            Files.createDirectories(root);
            Files.writeString(root.resolve(NOTE), data);
        }
        return new SuiteDirectory(root);
    }

    private static boolean isFor(String words, Path directory) throws IOException {
        Path note = directory.resolve(NOTE);
        return Files.exists(note) && Files.readString(note).equals(words);
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /**
     * Starts Hive in a directory of its own, without the event logs of former runs.
     *
     * @param sources of what: only what a former run of the same has loaded stays
     */
    HiveProcess hive(String name, String sources, Function<Path, HiveProcess> start, Consumer<Engine> load)
            throws IOException {
        Path data = root.resolve(name);
        if (isFor(sources, data)) {
            DirectoryTree.delete(data.resolve("history"));
            return start.apply(data);
        }
        DirectoryTree.delete(data);
        HiveProcess hive = start.apply(data);
        try {
            load.accept(hive);
        } catch (RuntimeException e) {
            hive.close();
            throw e;
        }
        Files.writeString(data.resolve(NOTE), sources);
        return hive;
    }
}
