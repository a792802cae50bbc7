package io.mr3.tez.am;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.fs.FileUtil;

/** The directory that an archive was unpacked into, beside it. */
final class UnpackedArchive {
    private UnpackedArchive() {}

    private static Path directory(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".unpacked");
    }

    /**
     * Unpacks an archive unless that was done before.
     *
     * @param name tells its format: .zip, .jar, .tar, .tar.gz or .tgz
     */
    static synchronized Path of(Path archive, String name) throws IOException {
        Path directory = directory(archive);
        if (Files.isDirectory(directory)) {
            return directory;
        }
        File into = Files.createTempDirectory(archive.getParent(), "unpacking-").toFile();
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zip") || lower.endsWith(".jar")) {
            FileUtil.unZip(archive.toFile(), into);
        } else if (lower.endsWith(".tar")) {
            FileUtil.unTar(archive.toFile(), into);
        } else if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
            // Hadoop tells a compressed archive by its name alone
            Path named = archive.resolveSibling(archive.getFileName() + ".tar.gz");
            Files.createLink(named, archive);
            try {
                FileUtil.unTar(named.toFile(), into);
            } finally {
                Files.delete(named);
            }
        } else {
            throw new IOException("expected an archive .zip, .jar, .tar, .tar.gz or .tgz, got " + name);
        }
        Files.move(into.toPath(), directory);
        return directory;
    }

    static void delete(Path archive) {
        FileUtil.fullyDelete(directory(archive).toFile());
    }
}
