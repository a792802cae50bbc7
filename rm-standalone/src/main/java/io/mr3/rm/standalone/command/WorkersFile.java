package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The list of node agents: one a line, {@code host [name=…] [memory=…] [cores=…] [rack=…] [labels=…]}; {@code #} begins a comment.
 * Agents without a name are called after their host and a number: the first of a host gets 1.
 */
final class WorkersFile {
    private static final String NAME = "workers";
    private static final Pattern CORES = Pattern.compile("[0-9]{1,6}");
    private static final Pattern RACK = Pattern.compile("[A-Za-z0-9/._-]{1,128}");
    private static final Pattern LABELS =
            Pattern.compile("[A-Za-z0-9._-]+(=[A-Za-z0-9._-]*)?(,[A-Za-z0-9._-]+(=[A-Za-z0-9._-]*)?)*");

    private final String source;
    private final List<AgentSpec> agents = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> ofHost = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private WorkersFile(String source) {
        this.source = source;
    }

    /** The file in the directory of settings that this process uses. */
    static Path configured(Mr3Conf conf) {
        String home = conf.get(StorageKeys.HOME);
        Path installed = Path.of(home.isEmpty() ? "." : home, "conf", NAME);
        String directory = System.getenv("MR3_CONF_DIR");
        Path own = directory == null ? installed : Path.of(directory, NAME);
        return Files.exists(own) ? own : installed;
    }

    /**
     * Reads a file.
     *
     * @throws CommandFailure with one line for each mistake, which names the file and the number of the line
     */
    static List<AgentSpec> read(Path file) throws CommandFailure, IOException {
        try {
            return parse(file.toString(), Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure("expected a file with a host a line, found no " + file);
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + ": expected text in UTF-8");
        }
    }

    /** @param source names the lines in errors */
    static List<AgentSpec> parse(String source, List<String> lines) throws CommandFailure {
        WorkersFile file = new WorkersFile(source);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                file.add(i + 1, line.split("\\s+"));
            }
        }
        if (file.agents.isEmpty() && file.problems.isEmpty()) {
            file.problems.add(source + ": expected at least one line with a host, found none");
        }
        if (!file.problems.isEmpty()) {
            throw new CommandFailure(String.join("\n", file.problems));
        }
        return List.copyOf(file.agents);
    }

    /** Writes a file that {@link #read} gives the same of. */
    static void write(Path file, List<AgentSpec> agents) throws IOException {
        String lines = agents.stream().map(agent -> agent.line() + "\n").collect(Collectors.joining());
        Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), NAME, ".new");
        try {
            Files.writeString(whole, "# agents that bin/mr3-cluster has started\n" + lines);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void add(int number, String[] words) {
        int before = problems.size();
        String host = words[0];
        if (!check(number, AgentSpec.HOST.matcher(host).matches(), "a host name or IPv4 address", host)) {
            return;
        }
        Map<String, String> options = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            option(number, words[i], options);
        }
        int count = ofHost.merge(host, 1, Integer::sum);
        String given = options.remove("name");
        String name = given == null ? host + "-" + count : given;
        check(
                number,
                AgentSpec.NAME.matcher(name).matches(),
                "a name of letters, digits, dots, dashes and underscores",
                name);
        check(number, names.add(name), "a name that no other line has", name);
        if (problems.size() == before) {
            agents.add(new AgentSpec(host, name, options));
        }
    }

    private void option(int number, String word, Map<String, String> options) {
        int sign = word.indexOf('=');
        String option = sign < 0 ? word : word.substring(0, sign);
        String value = word.substring(sign + 1);
        switch (sign < 0 ? "" : option) {
            case "name" -> options.put(option, value);
            case "memory" -> {
                OptionalLong memory = Megabytes.parse(value);
                if (check(number, memory.isPresent(), "memory in MB, or like 4g", value)) {
                    options.put(option, Long.toString(memory.getAsLong()));
                }
            }
            case "cores" -> {
                check(number, CORES.matcher(value).matches(), "cores=, a whole number", value);
                options.put(option, value);
            }
            case "rack" -> {
                check(number, RACK.matcher(value).matches(), "rack=, letters, digits and /._-", value);
                options.put(option, value);
            }
            case "labels" -> {
                check(number, LABELS.matcher(value).matches(), "labels=, like gpu,disk=ssd", value);
                options.put(option, value);
            }
            default -> check(number, false, "name=, memory=, cores=, rack= or labels=", word);
        }
    }

    private boolean check(int number, boolean isGood, String expected, String got) {
        if (!isGood) {
            problems.add(source + ", line " + number + ": expected " + expected + ", got '" + got + "'");
        }
        return isGood;
    }
}
