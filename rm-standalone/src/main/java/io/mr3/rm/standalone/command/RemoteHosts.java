package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.command.RemoteShell.Answer;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Agents on other hosts: the launcher there does what this one does here. What it is to do, the secret included, goes over
 * ssh's standard input; its command line is fixed words, and a path that was checked.
 */
final class RemoteHosts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "mr3.standalone.";
    private static final int SSH_FAILED = 255;
    private static final int COMMAND_NOT_FOUND = 127;
    /** For ssh itself and the JVM there. */
    private static final Duration ON_TOP = Duration.ofSeconds(60);

    private final Mr3Conf conf;
    private final RemoteShell shell;
    private final String program;

    /**
     * With the settings of this host.
     *
     * @throws IllegalArgumentException in one line, if the path of the program there cannot stand in a command
     */
    RemoteHosts(Mr3Conf conf, RemoteShell shell) {
        this.conf = conf;
        this.shell = shell;
        String there = conf.get(LauncherKeys.REMOTE_HOME);
        String home = there.isEmpty() ? conf.get(StorageKeys.HOME) : there;
        if (!home.matches(LauncherKeys.LEGAL_HOME)) {
            throw new IllegalArgumentException(LauncherKeys.REMOTE_HOME.name()
                    + ": expected where mr3 is on other hosts, an absolute path of letters, digits, dots, dashes and"
                    + " underscores, got '" + home + "'");
        }
        this.program = home + "/bin/mr3-cluster";
    }

    /**
     * Starts agents of one host.
     *
     * @param master address that they connect to
     * @throws IOException in one line, if nothing can be done there
     */
    List<AgentOutcome> start(String host, List<AgentSpec> agents, Secret secret, String master) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        conf.explicit().forEach((key, value) -> {
            if (key.startsWith(OURS)) {
                settings.put(key, value);
            }
        });
        settings.put(ClusterKeys.MASTER.name(), master);
        RemoteOrder order = new RemoteOrder(secret.encoded(), settings, agents, 0, false);
        return run(host, "start", order, conf.get(LauncherKeys.START_TIMEOUT).multipliedBy(agents.size()));
    }

    /**
     * Ends agents of one host.
     *
     * @param wait how long they may take to end by themselves
     * @param sweep whether workers that outlive them are ended, too
     * @throws IOException in one line, if nothing can be done there
     */
    List<AgentOutcome> stop(String host, List<AgentSpec> agents, Duration wait, boolean sweep) throws IOException {
        Map<String, String> settings = new TreeMap<>(conf.explicit());
        settings.keySet().removeIf(key -> !key.startsWith(OURS));
        RemoteOrder order = new RemoteOrder("", settings, agents, wait.toMillis(), sweep);
        return run(host, "stop", order, wait);
    }

    private List<AgentOutcome> run(String host, String verb, RemoteOrder order, Duration limit) throws IOException {
        List<String> words = new ArrayList<>(conf.get(LauncherKeys.SSH));
        words.addAll(List.of(host, "--", program, "agent", verb, "-"));
        Answer answer = shell.run(words, order.toJson(), limit.plus(ON_TOP));
        String said = lastLine(answer.err());
        if (answer.exitCode() == SSH_FAILED) {
            throw new IOException(host + ": " + (said.isEmpty() ? words.get(0) + " failed" : said));
        }
        if (answer.exitCode() == COMMAND_NOT_FOUND) {
            throw new IOException(
                    host + ": expected " + program + " there, found none; set " + LauncherKeys.REMOTE_HOME.name());
        }
        try {
            return JSON.readValue(answer.out(), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IOException(
                    host + ": " + (said.isEmpty() ? "exit code " + answer.exitCode() + " of " + program : said), e);
        }
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? ""
                : lines.get(lines.size() - 1).replaceFirst("^mr3: ", "").strip();
    }
}
