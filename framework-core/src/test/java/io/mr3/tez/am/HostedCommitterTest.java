package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.PluginHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.DataSinkDescriptor;
import org.apache.tez.dag.api.OutputCommitterDescriptor;
import org.apache.tez.dag.api.OutputDescriptor;
import org.apache.tez.dag.api.UserPayload;
import org.apache.tez.dag.api.client.VertexStatus;
import org.apache.tez.mapreduce.output.MROutput;
import org.apache.tez.runtime.api.OutputCommitter;
import org.apache.tez.runtime.api.OutputCommitterContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedCommitterTest {
    /** Writes down who asked for what, in the file that its payload names. */
    public static final class Noting extends OutputCommitter {
        public Noting(OutputCommitterContext context) {
            super(context);
        }

        private void note(String what) throws IOException {
            Path file = Path.of(StandardCharsets.UTF_8
                    .decode(getContext().getUserPayload().getPayload())
                    .toString());
            String line = what + " " + getContext().getVertexName() + "."
                    + getContext().getOutputName() + " as "
                    + UserGroupInformation.getCurrentUser().getUserName() + "\n";
            Files.writeString(file, Files.exists(file) ? Files.readString(file) + line : line);
        }

        @Override
        public void initialize() throws IOException {
            note("initialize");
        }

        @Override
        public void setupOutput() throws IOException {
            note("setup");
        }

        @Override
        public void commitOutput() throws IOException {
            throw new IOException("disk full");
        }

        @Override
        public void abortOutput(VertexStatus.State state) throws IOException {
            note("abort " + state);
        }
    }

    @TempDir
    Path dir;

    private PluginHost.OutputCommitter create(DataSinkDescriptor sink) throws Exception {
        Intake intake =
                Plans.read(DAG.create("commit").addVertex(Plans.vertex("v", 1).addDataSink("out", sink)));
        assertEquals(List.of("out"), intake.plan().vertices().get(0).committedSinks());
        return intake.plugins().createCommitter(intake.plan().vertices().get(0), "out");
    }

    @Test
    void aCommitterRunsAsTheUserAndItsFailureComesOut() throws Exception {
        Path notes = dir.resolve("notes");
        PluginHost.OutputCommitter committer = create(DataSinkDescriptor.create(
                OutputDescriptor.create("Output"),
                OutputCommitterDescriptor.create(Noting.class.getName())
                        .setUserPayload(UserPayload.create(
                                ByteBuffer.wrap(notes.toString().getBytes(StandardCharsets.UTF_8)))),
                null));

        committer.abort(false);
        committer.setup();
        assertEquals(
                "disk full", assertThrows(IOException.class, committer::commit).getMessage());
        committer.abort(true);

        assertEquals(
                List.of("initialize v.out as alice", "setup v.out as alice", "abort KILLED v.out as alice"),
                Files.readAllLines(notes));
    }

    @Test
    void mapReduceOutputIsCommitted() throws Exception {
        Path out = dir.resolve("out");
        Configuration conf = new Configuration();
        PluginHost.OutputCommitter committer = create(MROutput.createConfigBuilder(
                        conf, TextOutputFormat.class, out.toUri().toString())
                .build());

        committer.setup();
        assertTrue(Files.isDirectory(out.resolve("_temporary")));
        committer.commit();
        assertTrue(Files.exists(out.resolve("_SUCCESS")));
    }
}
