package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.rm.standalone.web.WorkerLog.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Following a worker's output; between two looks the worker does what the test says. */
class LogFollowerTest {
    private static final int PIECE = 4;

    private final StringWriter seen = new StringWriter();
    private final Utf8Printer printer = new Utf8Printer(new PrintWriter(seen));
    private final List<String> warnings = new ArrayList<>();
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private byte[] current = {};
    private Optional<byte[]> older = Optional.empty();
    private boolean complete;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void worker(String prints) {
        byte[] more = utf8(prints);
        byte[] all = Arrays.copyOf(current, current.length + more.length);
        System.arraycopy(more, 0, all, current.length, more.length);
        current = all;
    }

    private void roll(boolean keep) {
        older = keep ? Optional.of(current) : Optional.empty();
        current = new byte[0];
    }

    private static Part part(byte[] file, long offset) {
        int from = (int) Math.min(offset, file.length);
        return new Part(Arrays.copyOfRange(file, from, Math.min(file.length, from + PIECE)), offset, file.length);
    }

    private final LogFollower.Source source = new LogFollower.Source() {
        @Override
        public Part from(long offset) {
            return part(current, offset);
        }

        @Override
        public Optional<Part> olderFrom(long offset) {
            return older.map(file -> part(file, offset));
        }

        @Override
        public boolean isComplete() throws IOException {
            if (complete) {
                return true;
            }
            // what is printed right after the agent was asked is the last before the end
            Runnable atOnce = justAfterTheQuestion;
            justAfterTheQuestion = () -> {};
            atOnce.run();
            return false;
        }
    };
    private Runnable justAfterTheQuestion = () -> {};

    private String follow(long offset) throws IOException {
        LogFollower.Sink sink = new LogFollower.Sink() {
            @Override
            public void print(byte[] text) {
                printer.print(text);
            }

            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        };
        new LogFollower(source, sink, () -> steps.pop().run()).follow(offset);
        printer.end();
        return seen.toString();
    }

    private void ends(String lastWords) {
        worker(lastWords);
        complete = true;
    }

    @Test
    void whatGrowsIsPrintedOnceUntilTheWorkerHasEnded() throws Exception {
        worker("before ");
        steps.add(() -> worker("one and a half "));
        steps.add(() -> {});
        steps.add(() -> worker("two "));
        steps.add(() -> ends("end"));
        assertEquals("one and a half two end", follow(7));
        assertEquals(0, steps.size());
    }

    @Test
    void oneThatHasEndedIsPrintedWhollyWithoutWaiting() throws Exception {
        ends("all that there is");
        assertEquals("that there is", follow(4));
    }

    @Test
    void lastWordsThatCrossTheQuestionAreNotLost() throws Exception {
        justAfterTheQuestion = () -> ends("last words");
        steps.add(() -> {});
        assertEquals("last words", follow(0));
    }

    @Test
    void aFileThatBeginsAnewGoesOnAfterTheRestOfTheOldOne() throws Exception {
        worker("seen ");
        steps.add(() -> {
            worker("rest of old, ");
            roll(true);
            worker("new ");
        });
        steps.add(() -> ends("end"));
        assertEquals("rest of old, new end", follow(5));
        assertEquals(List.of(), warnings);
    }

    @Test
    void whereTheOldFileIsNotKeptThatIsSaid() throws Exception {
        worker("seen ");
        steps.add(() -> {
            worker("lost ");
            roll(false);
            ends("new");
        });
        assertEquals("new", follow(5));
        assertEquals(
                List.of("the output has begun anew and the file before is not kept: some of it may be missing here"),
                warnings);
    }

    @Test
    void charactersAreNotTornWherePiecesEnd() throws Exception {
        ends("äöüß €uro \ud83d\ude00 end");
        assertEquals("äöüß €uro \ud83d\ude00 end", follow(0));
        printer.print(new byte[] {(byte) 0xc3});
        printer.end();
        assertEquals('\ufffd', seen.toString().charAt(seen.toString().length() - 1));
    }

    @Test
    void anAgentThatFailsEndsIt() {
        LogFollower.Wait wait = () -> {
            throw new IOException("gone");
        };
        LogFollower follower = new LogFollower(source, null, wait);
        assertEquals(
                "gone",
                assertThrows(IOException.class, () -> follower.follow(0)).getMessage());
    }
}
