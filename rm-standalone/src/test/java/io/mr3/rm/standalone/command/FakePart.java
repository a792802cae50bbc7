package io.mr3.rm.standalone.command;

import io.mr3.rm.standalone.ProcessFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** A master or an agent of which nothing is real but its process. It does as its settings say. */
final class FakePart {
    private FakePart() {}

    /** Serves, unless it is to fail or to say nothing, until SIGTERM, unless it is to ignore that. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Properties settings = new Properties();
        settings.load(System.in);
        Path directory = Path.of(settings.getProperty("directory"));
        String mode = settings.getProperty("mode");
        if (mode.equals("fails")) {
            System.err.println("mr3: port 1 is in use");
            System.exit(1);
        }
        if (ProcessFile.claim(directory).isEmpty()) {
            throw new IllegalStateException(directory + " is taken");
        }
        if (mode.equals("stubborn")) {
            Signal.handle(new Signal("TERM"), signal -> System.out.println("no"));
        }
        if (mode.equals("with worker")) {
            ProcessBuilder worker = new ProcessBuilder("sleep", "600");
            worker.environment().put("MR3_AGENT_DIR", directory.toString());
            worker.start();
        }
        if (!mode.equals("silent")) {
            new ProcessFile("fake", ProcessHandle.current().pid(), "h:1", "", Path.of("log"), Instant.now())
                    .publish(directory);
        }
        new CountDownLatch(1).await();
    }
}
