package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.Mr3Conf;
import io.mr3.testkit.CompiledJar;
import io.mr3.testkit.MasterDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DataSinkDescriptor;
import org.apache.tez.dag.api.DataSourceDescriptor;
import org.apache.tez.dag.api.InputDescriptor;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.OutputCommitterDescriptor;
import org.apache.tez.dag.api.OutputDescriptor;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.TezException;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.client.DAGClient;
import org.apache.tez.dag.api.client.DAGStatus;
import org.apache.tez.dag.api.client.StatusGetOpts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions that bring jars and files of their own, with different classes of one name: each runs its own, initialiser and
 * committer included, in workers that no other session uses, and the master loads nothing of them.
 */
class SessionFilesTest {
    private static final int SLOT_MB = 128;

    /** Each writes down that it ran: what, which version, in which process, and what the file beside it says. */
    private static final String SOURCE = """
            package brought;
            import java.nio.ByteBuffer;
            import java.nio.file.*;
            import java.util.*;
            import org.apache.tez.dag.api.UserPayload;
            import org.apache.tez.runtime.api.*;
            import org.apache.tez.runtime.api.events.*;
            import org.apache.tez.runtime.library.processor.SimpleProcessor;
            public final class Code {
                static void note(UserPayload payload, String what) throws Exception {
                    String dir = java.nio.charset.StandardCharsets.UTF_8.decode(payload.getPayload()).toString();
                    String line = "VERSION " + ProcessHandle.current().pid() + " "
                            + Files.readString(Path.of("note.txt")).strip();
                    Files.writeString(Path.of(dir, what), line);
                }
                public static final class Work extends SimpleProcessor {
                    public Work(ProcessorContext context) { super(context); }
                    @Override public void run() throws Exception {
                        note(getContext().getUserPayload(), "task" + getContext().getTaskIndex());
                    }
                }
                public static final class Data extends AbstractLogicalInput {
                    public Data(InputContext context, int count) { super(context, count); }
                    @Override public List<Event> initialize() { getContext().requestInitialMemory(0, null); return List.of(); }
                    @Override public void start() {}
                    @Override public Reader getReader() { return null; }
                    @Override public void handleEvents(List<Event> events) {}
                    @Override public List<Event> close() { return List.of(); }
                }
                public static final class Sink extends AbstractLogicalOutput {
                    public Sink(OutputContext context, int count) { super(context, count); }
                    @Override public List<Event> initialize() { getContext().requestInitialMemory(0, null); return List.of(); }
                    @Override public void start() {}
                    @Override public Writer getWriter() { return null; }
                    @Override public void handleEvents(List<Event> events) {}
                    @Override public List<Event> close() { return List.of(); }
                }
                public static final class Splits extends InputInitializer {
                    public Splits(InputInitializerContext context) { super(context); }
                    @Override public List<Event> initialize() throws Exception {
                        note(getContext().getUserPayload(), "initializer");
                        List<Event> events = new ArrayList<>();
                        events.add(InputConfigureVertexTasksEvent.create(3, null, null));
                        for (int i = 0; i < 3; i++) {
                            events.add(InputDataInformationEvent.createWithSerializedPayload(i, ByteBuffer.allocate(1)));
                        }
                        return events;
                    }
                    @Override public void handleInputInitializerEvent(List<InputInitializerEvent> events) {}
                }
                public static final class Commit extends OutputCommitter {
                    public Commit(OutputCommitterContext context) { super(context); }
                    @Override public void initialize() {}
                    @Override public void setupOutput() {}
                    @Override public void commitOutput() throws Exception {
                        note(getContext().getUserPayload(), "committer");
                    }
                    @Override public void abortOutput(org.apache.tez.dag.api.client.VertexStatus.State state) {}
                }
            }
            """;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"thread", "process"})
    void eachSessionRunsItsOwnClasses(String form) throws Exception {
        try (EmbeddedMaster master = EmbeddedMaster.start(conf(form), notice -> {});
                Session first = new Session(master, "first", "one");
                Session second = new Session(master, "second", "two");
                Session equal = new Session(master, "equal", "one")) {
            List<DAGClient> running = List.of(first.submit(), second.submit(), equal.submit());
            for (DAGClient dag : running) {
                DAGStatus status = dag.waitForCompletionWithStatusUpdates(Set.of(StatusGetOpts.GET_COUNTERS));
                assertEquals(DAGStatus.State.SUCCEEDED, status.getState(), status.getDiagnostics()::toString);
            }
            assertNotEquals(first.process("one"), second.process("two"));
            assertEquals(first.process("one"), equal.process("one"), "sessions with equal files share workers");
            String own = Long.toString(ProcessHandle.current().pid());
            assertNotEquals(own, first.process("one"), "a session's classes are in the master's process");
            assertThrows(ClassNotFoundException.class, () -> Class.forName("brought.Code"));
        }
        try (Stream<Path> left = Files.walk(dir.resolve("mr3.data.dir"))) {
            assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
        }
    }

    @Test
    void aFileThatIsGoneIsNamed() throws Exception {
        try (EmbeddedMaster master = EmbeddedMaster.start(conf("process"), notice -> {});
                Session session = new Session(master, "gone", "one")) {
            Files.delete(session.note);

            String message = assertThrows(TezException.class, session::submit).getMessage();

            assertTrue(message.contains("expected file note.txt of the session at"), message);
        }
    }

    private Mr3Conf conf(String form) {
        Map<String, String> settings = new HashMap<>(MasterDirectories.below(dir));
        settings.put("mr3.local.worker", form);
        settings.put("mr3.container.slots", "2");
        settings.put("mr3.container.slot.memory.mb", Integer.toString(SLOT_MB));
        settings.put("mr3.event.log.enabled", "false");
        return Mr3Conf.of(settings);
    }

    /** A Tez session with a jar and a file, and one DAG that uses both. */
    private final class Session implements AutoCloseable {
        private final Path notes;
        private final Path note;
        private final Map<String, LocalResource> files;
        private final TezClient client;

        Session(EmbeddedMaster master, String name, String version) throws Exception {
            notes = Files.createDirectories(dir.resolve(name).resolve("notes"));
            note = Files.writeString(dir.resolve(name).resolve("note.txt"), "beside " + version);
            files = Map.of(
                    "code.jar",
                    resource(CompiledJar.of(dir.resolve(name), "brought.Code", SOURCE.replace("VERSION", version))),
                    "note.txt",
                    resource(note));
            TezConfiguration conf = new TezConfiguration();
            master.clientSettings().forEach(conf::set);
            conf.set(
                    TezConfiguration.TEZ_AM_STAGING_DIR,
                    dir.resolve(name).resolve("staging").toString());
            conf.setInt(TezConfiguration.TEZ_TASK_RESOURCE_MEMORY_MB, SLOT_MB);
            client = TezClient.create(name, conf, true);
            client.start();
            client.waitTillReady();
        }

        DAGClient submit() throws Exception {
            UserPayload payload =
                    UserPayload.create(ByteBuffer.wrap(notes.toString().getBytes(StandardCharsets.UTF_8)));
            Vertex vertex = Vertex.create(
                            "work",
                            ProcessorDescriptor.create("brought.Code$Work").setUserPayload(payload))
                    .addDataSource(
                            "in",
                            DataSourceDescriptor.create(
                                    InputDescriptor.create("brought.Code$Data"),
                                    InputInitializerDescriptor.create("brought.Code$Splits")
                                            .setUserPayload(payload),
                                    null))
                    .addDataSink(
                            "out",
                            DataSinkDescriptor.create(
                                    OutputDescriptor.create("brought.Code$Sink"),
                                    OutputCommitterDescriptor.create("brought.Code$Commit")
                                            .setUserPayload(payload),
                                    null));
            DAG dag = DAG.create("brings files").addVertex(vertex);
            dag.addTaskLocalFiles(files);
            return client.submitDAG(dag);
        }

        /** The one process in which all of its code ran, in this version. */
        String process(String version) throws IOException {
            Set<String> processes = new HashSet<>();
            List<String> names = new ArrayList<>();
            try (Stream<Path> written = Files.list(notes)) {
                for (Path file : written.sorted().toList()) {
                    String[] words = Files.readString(file).split(" ", 3);
                    assertEquals(version, words[0]);
                    assertEquals("beside " + version, words[2]);
                    processes.add(words[1]);
                    names.add(file.getFileName().toString());
                }
            }
            assertEquals(List.of("committer", "initializer", "task0", "task1", "task2"), names);
            assertEquals(1, processes.size());
            return processes.iterator().next();
        }

        @Override
        public void close() throws Exception {
            client.stop();
        }
    }

    private static LocalResource resource(Path file) throws IOException {
        return LocalResource.newInstance(
                URL.fromPath(new org.apache.hadoop.fs.Path(file.toUri())),
                LocalResourceType.FILE,
                LocalResourceVisibility.PRIVATE,
                Files.size(file),
                Files.getLastModifiedTime(file).toMillis());
    }
}
