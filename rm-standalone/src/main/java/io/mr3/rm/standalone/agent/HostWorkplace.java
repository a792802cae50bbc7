package io.mr3.rm.standalone.agent;

import io.mr3.common.files.LogTail;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.OutputLogs.Kept;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.NeededFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Working directories on the disks of this host. Thread-safe. */
final class HostWorkplace implements Workplace {
    private static final Logger LOG = LoggerFactory.getLogger(HostWorkplace.class);
    private static final String CONTAINERS = "containers";
    private static final int LAST_LINES = 20;

    private final List<Path> disks;
    private final FileCache cache;
    private final OutputLogs logs;
    private final RunAs runAs;
    private final Trash trash;

    HostWorkplace(List<Path> disks, FileCache cache, OutputLogs logs, RunAs runAs, Trash trash) {
        this.disks = List.copyOf(disks);
        this.cache = cache;
        this.logs = logs;
        this.runAs = runAs;
        this.trash = trash;
    }

    @Override
    public Path directory(Path disk, ContainerId id) {
        return disk.resolve(CONTAINERS).resolve(id.toString());
    }

    @Override
    public void prepare(ContainerId id, Launch launch, Path directory) throws IOException {
        Files.createDirectories(directory);
        // what workers write there is nobody else's business
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        if (runAs.isAnother()) {
            takeBack(directory);
        }
        Files.deleteIfExists(directory.resolve(PULSE));
        for (NeededFile file : launch.getCommand().getFilesList()) {
            Path target = directory.resolve(file.getName());
            if (file.getSha256().isEmpty()) {
                cache.copy(file, target);
                runAs.own(target);
            } else {
                Path content = cache.get(id, file);
                Files.deleteIfExists(target);
                Files.createSymbolicLink(target, content);
            }
        }
        runAs.own(directory);
    }

    /** A start of before owned the directory: links that it has left there would lead this process, which is root, elsewhere. */
    private void takeBack(Path directory) throws IOException {
        runAs.disown(directory);
        discard(directory, entry -> isLog(entry) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void found(ContainerId id, Launch launch) {
        launch.getCommand().getFilesList().stream()
                .map(NeededFile::getSha256)
                .filter(sha256 -> !sha256.isEmpty())
                .forEach(sha256 -> cache.use(id, sha256));
    }

    @Override
    public OptionalLong pulse(Path directory) {
        try {
            FileTime touched = Files.getLastModifiedTime(directory.resolve(PULSE), LinkOption.NOFOLLOW_LINKS);
            return OptionalLong.of(touched.to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public List<String> lastLines(Path directory) {
        Path log = directory.resolve(OUTPUT);
        return Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) ? LogTail.read(log, LAST_LINES) : List.of();
    }

    @Override
    public void clear(ContainerId id, Path directory) {
        cache.release(id);
        clear(directory);
    }

    private void clear(Path directory) {
        discard(directory, HostWorkplace::isLog);
    }

    private void discard(Path directory, Predicate<Path> stays) {
        Path disk = directory.getParent().getParent();
        for (Path entry : entries(directory)) {
            if (!stays.test(entry)) {
                trash.discard(disk, entry);
            }
        }
    }

    private static boolean isLog(Path entry) {
        return OutputLogs.isLog(entry.getFileName().toString());
    }

    @Override
    public void clearLeftOvers(Predicate<String> inUse, Predicate<String> mayGo) {
        for (Path directory : directoriesOfOthersThan(inUse)) {
            String name = directory.getFileName().toString();
            if (ContainerNames.application(name).filter(mayGo).isPresent()) {
                clear(directory);
            }
        }
    }

    /** Containers of which there is a working directory, in no order. */
    List<ContainerId> containers() {
        List<ContainerId> all = new ArrayList<>();
        for (Path directory : directoriesOfOthersThan(name -> false)) {
            ContainerNames.parse(directory.getFileName().toString()).ifPresent(all::add);
        }
        return all;
    }

    /** Deletes what agents before this one had thrown away. */
    void emptyTrash() {
        disks.forEach(trash::empty);
    }

    @Override
    public void rollLogs(Collection<Path> directories) {
        directories.forEach(logs::roll);
    }

    @Override
    public void expireLogs(Predicate<String> inUse) {
        List<Kept> kept = new ArrayList<>();
        directoriesOfOthersThan(inUse).forEach(directory -> kept.addAll(OutputLogs.of(directory)));
        for (Kept expired : logs.expired(kept, System.currentTimeMillis())) {
            trash.discard(expired.directory().getParent().getParent(), expired.directory());
        }
    }

    /** The working directory of a container that is there; also of one that has ended. */
    Optional<Path> directory(String container) {
        return disks.stream()
                .map(disk -> disk.resolve(CONTAINERS).resolve(container))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private List<Path> directoriesOfOthersThan(Predicate<String> inUse) {
        List<Path> others = new ArrayList<>();
        for (Path disk : disks) {
            for (Path directory : entries(disk.resolve(CONTAINERS))) {
                if (Files.isDirectory(directory)
                        && !inUse.test(directory.getFileName().toString())) {
                    others.add(directory);
                }
            }
        }
        return others;
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone, or was never there", directory);
        } catch (IOException e) {
            LOG.warn("cannot read {}: {}", directory, e.toString());
        }
        return entries;
    }
}
