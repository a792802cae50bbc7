package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of what containers print: {@code output.log}, and {@code output.log.1} and on, from young to old. */
final class OutputLogs {
    private static final Logger LOG = LoggerFactory.getLogger(OutputLogs.class);
    private static final Pattern NAME = Pattern.compile("output\\.log(\\.[1-9])?");

    private final LogLimits limits;

    OutputLogs(LogLimits limits) {
        this.limits = limits;
    }

    /** The output of a container that has ended. */
    record Kept(Path directory, long bytes, long lastModifiedMillis) {}

    static boolean isLog(String fileName) {
        return NAME.matcher(fileName).matches();
    }

    /**
     * Begins a new file if the current one is too large. The process keeps the file that it has open, so what it holds is
     * copied and then cut off; the process appends, and goes on at the beginning. What it prints between copy and cut is
     * lost.
     */
    void roll(Path directory) {
        Path current = directory.resolve(Workplace.OUTPUT);
        try {
            if (!Files.isRegularFile(current, LinkOption.NOFOLLOW_LINKS) || Files.size(current) <= limits.fileBytes()) {
                return;
            }
            for (int older = limits.files() - 1; older > 1; older--) {
                Path younger = numbered(directory, older - 1);
                if (Files.exists(younger)) {
                    Files.move(younger, numbered(directory, older), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (limits.files() > 1) {
                Files.copy(
                        current,
                        numbered(directory, 1),
                        StandardCopyOption.REPLACE_EXISTING,
                        LinkOption.NOFOLLOW_LINKS);
            }
            try (FileChannel channel = FileChannel.open(current, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            LOG.warn("cannot keep {} within {} bytes: {}", current, limits.fileBytes(), e.toString());
        }
    }

    private static Path numbered(Path directory, int number) {
        return directory.resolve(Workplace.OUTPUT + "." + number);
    }

    /** Empty if the directory is gone. */
    static List<Kept> of(Path directory) {
        long bytes = 0;
        long modified = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> isLog(file.getFileName().toString()))) {
            for (Path file : files) {
                bytes += Files.size(file);
                modified = Math.max(modified, Files.getLastModifiedTime(file).toMillis());
            }
            modified = modified == 0 ? Files.getLastModifiedTime(directory).toMillis() : modified;
            return List.of(new Kept(directory, bytes, modified));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Those that are too old at {@code nowMillis}, and of the others the oldest until the rest is small enough. */
    List<Kept> expired(List<Kept> all, long nowMillis) {
        Duration keep = limits.keep();
        List<Kept> youngestFirst = new ArrayList<>(all);
        youngestFirst.sort(Comparator.comparingLong(Kept::lastModifiedMillis).reversed());
        List<Kept> expired = new ArrayList<>();
        long total = 0;
        for (Kept kept : youngestFirst) {
            total += kept.bytes();
            if (total > limits.totalBytes() || nowMillis - kept.lastModifiedMillis() > keep.toMillis()) {
                expired.add(kept);
            }
        }
        return expired;
    }
}
