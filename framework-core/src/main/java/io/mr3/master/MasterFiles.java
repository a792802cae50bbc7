package io.mr3.master;

import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DAGAppMasters of a data directory: the shared one, and those inside of their clients' processes. */
public final class MasterFiles {
    private static final Logger LOG = LoggerFactory.getLogger(MasterFiles.class);

    private MasterFiles() {}

    /** Those whose process lives, the oldest first. */
    public static List<MasterFile> living(Mr3Conf conf) throws IOException {
        Path run = SharedMaster.dataDirectory(conf).resolve("run");
        List<MasterFile> living = new ArrayList<>();
        if (Files.isDirectory(run)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(run, Files::isDirectory)) {
                for (Path directory : directories) {
                    addLiving(directory.resolve(MasterFile.NAME), living);
                }
            }
        }
        // one that runs on another host cannot be told by its pid
        SharedMaster.locate(conf).filter(shared -> !living.contains(shared)).ifPresent(living::add);
        living.sort(Comparator.comparing(MasterFile::started));
        return living;
    }

    private static void addLiving(Path file, List<MasterFile> living) {
        if (!Files.exists(file)) {
            return; // it starts or ends
        }
        try {
            MasterFile read = MasterFile.read(file);
            if (ProcessHandle.of(read.pid()).isPresent()) {
                living.add(read);
            }
        } catch (IOException e) {
            LOG.warn("left out a DAGAppMaster: {}", e.getMessage());
        }
    }
}
