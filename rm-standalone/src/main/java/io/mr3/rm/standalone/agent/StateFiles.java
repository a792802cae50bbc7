package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The files in which the script of a container tells of one start of it. Thread-safe. */
final class StateFiles {
    private static final Pattern OURS = Pattern.compile("[^.]+\\.[0-9]+\\.(pid|exit|cancelled)(\\.new)?");

    private final Path directory;

    StateFiles(Path directory) {
        this.directory = directory;
    }

    /** What the names of the files of that start begin with. */
    Path prefix(ContainerId id, int start) {
        return directory.resolve(id + "." + start);
    }

    /** From now on that start does not happen, if it has not. */
    void cancel(ContainerId id, int start) throws IOException {
        try {
            Files.createFile(file(id, start, "cancelled"));
        } catch (FileAlreadyExistsException e) {
            // by an agent before
        }
    }

    /** The process of that start; empty if the script never came so far. */
    Optional<ProcFiles.Stat> process(ContainerId id, int start) throws IOException {
        Optional<String> line = read(file(id, start, "pid"));
        return line.isEmpty() ? Optional.empty() : Optional.of(ProcFiles.Stat.parse(line.get()));
    }

    /** With what it ended; empty if it did not write that. */
    Optional<Integer> exit(ContainerId id, int start) throws IOException {
        Path file = file(id, start, "exit");
        Optional<String> line = read(file);
        try {
            return line.map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw new IOException(file + ": expected an exit status, got '" + line.orElse("") + "'", e);
        }
    }

    /** Removes all files of a container. */
    void delete(ContainerId id) throws IOException {
        String mine = id + ".";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> file.getFileName().toString().startsWith(mine))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Removes what is left of containers that are not {@code known} by their names. */
    void deleteOthers(Predicate<String> known) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*_worker-*.*.*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!known.test(name.substring(0, name.indexOf('.')))
                        && OURS.matcher(name).matches()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(ContainerId id, int start, String what) {
        return directory.resolve(id + "." + start + "." + what);
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
