package io.mr3.rm.standalone.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records in files, one for each container and one of the agent itself. */
final class RecordFiles implements Records {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFiles.class);
    private static final String SUFFIX = ".record";
    private static final String BAD = ".bad";
    private static final String STATE = "agent.state";

    private final Path directory;

    RecordFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public void write(ContainerRecord record) throws IOException {
        SafeFile.write(file(ContainerId.of(record.getLaunch().getContainer())), record.toByteArray());
    }

    @Override
    public void delete(ContainerId id) throws IOException {
        SafeFile.delete(file(id));
    }

    @Override
    public List<ContainerRecord> read() throws IOException {
        List<ContainerRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    records.add(ContainerRecord.parseFrom(SafeFile.read(file)));
                } catch (IOException e) {
                    LOG.warn("record of a container left out: {}", e.getMessage());
                    Files.move(
                            file, file.resolveSibling(file.getFileName() + BAD), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return records;
    }

    @Override
    public void writeState(AgentState state) throws IOException {
        SafeFile.write(directory.resolve(STATE), state.toByteArray());
    }

    @Override
    public AgentState readState() throws IOException {
        Path file = directory.resolve(STATE);
        try {
            return AgentState.parseFrom(SafeFile.read(file));
        } catch (NoSuchFileException e) {
            return AgentState.getDefaultInstance();
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(file + ": expected the state of an agent: " + e.getMessage(), e);
        }
    }

    private Path file(ContainerId id) {
        return directory.resolve(id + SUFFIX);
    }
}
