package io.mr3.rm.standalone.agent;

import io.mr3.config.ConfLoader;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A node agent, until SIGTERM, which leaves its workers running, or until the cluster's operator stops it, which ends them.
 * Settings come from where every process of ours reads them; with the argument {@code -} they come from standard input, as
 * properties, and the process does not care for the terminal that it was started from.
 */
public final class AgentMain {
    private static final String SETTINGS_ON_STANDARD_INPUT = "-";

    private record End(int exitCode, String line) {}

    private AgentMain() {}

    /** Runs the agent, then ends the process; exit code 1 with a line on standard error if it cannot run. */
    public static void main(String[] args) {
        Logger log = LoggerFactory.getLogger(AgentMain.class);
        int exitCode;
        try {
            boolean detached = List.of(args).contains(SETTINGS_ON_STANDARD_INPUT);
            CompletableFuture<String> signalled = new CompletableFuture<>();
            for (String signal : List.of("INT", "HUP", "TERM")) {
                SignalHandler ends = received -> signalled.complete("signal " + received.getName());
                Signal.handle(new Signal(signal), detached && !signal.equals("TERM") ? SignalHandler.SIG_IGN : ends);
            }
            exitCode = run(
                    AgentSettings.of(
                            detached
                                    ? fromStandardInput()
                                    : DataLayout.ofThisProcess().loader().load()),
                    signalled);
        } catch (IOException | RuntimeException e) {
            log.error("the agent does not run", e);
            String line = e.getMessage() == null ? e.toString() : e.getMessage();
            line.lines().forEach(text -> System.err.println("mr3: " + text));
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static Mr3Conf fromStandardInput() throws IOException {
        Properties given = new Properties();
        given.load(System.in);
        Map<String, String> settings = new LinkedHashMap<>();
        given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
        return new ConfLoader().values("standard input", settings).load();
    }

    private static int run(AgentSettings settings, CompletableFuture<String> signalled) throws IOException {
        // the JDK's server waits for ever for the rest of a request otherwise; seconds
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        CompletableFuture<End> ended = new CompletableFuture<>();
        AgentHost host = new AgentHost() {
            @Override
            public void welcomed() {
                LoggerFactory.getLogger(AgentMain.class).info("agent {} is in service", settings.name());
            }

            @Override
            public void end(int exitCode, String line) {
                ended.complete(new End(exitCode, line));
            }
        };
        try (AgentProcess process = AgentProcess.start(settings, host)) {
            signalled.thenAccept(process::leave);
            End end = ended.join();
            LoggerFactory.getLogger(AgentMain.class).info("ends: {}", end.line());
            if (end.exitCode() != 0) {
                System.err.println("mr3: " + end.line());
            }
            return end.exitCode();
        }
    }
}
