package io.mr3.hive.data;

import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A data set in a directory of its own.
 *
 * @param benchmark which tables
 * @param scale 1 is one gigabyte of text, about
 * @param directory has one directory per table, and a note of what is in it
 */
record DataSet(Benchmark benchmark, BigDecimal scale, Path directory) {
    private static final String NOTE = "dataset";

    /** Scale as it is written in names: without zeros that say nothing. */
    static String text(BigDecimal scale) {
        return scale.stripTrailingZeros().toPlainString();
    }

    /**
     * Makes the data set if it isn't there. It appears at once and whole, or not at all.
     *
     * @return whether it had to be made
     */
    boolean make() {
        try {
            if (Files.exists(directory)) {
                if (isPresent()) {
                    return false;
                }
                Files.delete(directory);
            }
            Path parent = directory.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            String name = directory.getFileName() + ".draft-"
                    + ProcessHandle.current().pid();
            Path draft = Files.createDirectory(parent.resolve(name));
            try {
                benchmark.generate(scale, draft);
                Files.writeString(draft.resolve(NOTE), note());
                Files.move(draft, directory);
            } finally {
                DirectoryTree.delete(draft);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput("data set can't be written to " + directory + ": " + e.getMessage(), e);
        }
    }

    private boolean isPresent() throws IOException {
        Path note = directory.resolve(NOTE);
        if (Files.isRegularFile(note)) {
            String held = Files.readString(note);
            if (held.equals(note())) {
                return true;
            }
            throw new BadInput(directory + " already holds " + held.strip() + ", not " + note().strip()
                    + "; remove it or choose another --out");
        }
        if (!Files.isDirectory(directory) || !isEmpty()) {
            throw new BadInput(directory + " is not empty and holds no data set; choose another --out");
        }
        return false;
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private String note() {
        return benchmark.word() + " at scale " + text(scale) + "\n";
    }
}
