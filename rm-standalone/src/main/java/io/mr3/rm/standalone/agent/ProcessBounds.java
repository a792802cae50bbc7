package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds that workers and all that they start inherit: niceness and the kernel's limits. What an agent may not set here is
 * found out before anything is launched.
 *
 * @param niceness added to the agent's own; 0 for none
 * @param limits soft and hard alike, as {@code nofile=65536} or {@code memlock=unlimited}; each name once
 */
record ProcessBounds(int niceness, List<String> limits) {
    static final ProcessBounds NONE = new ProcessBounds(0, List.of());
    /** By prlimit's names. Not its time of processors: workers live long. */
    static final List<String> NAMES = List.of("as", "core", "data", "fsize", "memlock", "nofile", "nproc", "stack");

    private static final Pattern LIMIT =
            Pattern.compile("(" + String.join("|", NAMES) + ")=(unlimited|0|[1-9][0-9]{0,17})");
    private static final int TRIAL_SECONDS = 10;

    ProcessBounds {
        limits = List.copyOf(limits);
    }

    /** Whether each of {@code items} is a limit, and none is named twice. */
    static boolean areLimits(List<String> items) {
        Set<String> named = new HashSet<>();
        return items.stream().allMatch(item -> {
            Matcher limit = LIMIT.matcher(item);
            return limit.matches() && named.add(limit.group(1));
        });
    }

    /**
     * Words that stand before a command: each replaces itself by what follows. Blocks.
     *
     * @param path directories between colons, where programs are looked for
     * @throws IOException in one line, if this host lacks a program or this process may not set a bound
     */
    List<String> prefix(String path) throws IOException {
        List<String> words = new ArrayList<>();
        if (!limits.isEmpty()) {
            List<String> limiting = limiting(path);
            tryOut(limiting, path);
            words.addAll(limiting);
        }
        if (niceness > 0) {
            words.addAll(List.of(find(AgentKeys.NICE.name(), "nice", path), "-n", Integer.toString(niceness), "--"));
        }
        return words;
    }

    private List<String> limiting(String path) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(find(AgentKeys.LIMITS.name(), "prlimit", path));
        for (String limit : limits) {
            int equals = limit.indexOf('=');
            String value = limit.substring(equals + 1);
            words.add("--" + limit.substring(0, equals + 1) + value + ":" + value);
        }
        words.add("--");
        return words;
    }

    private static String find(String key, String program, String path) throws IOException {
        try {
            return ProgramPath.find(program, path);
        } catch (IOException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
    }

    /** As the agent's own user, as which limits are set at each launch as well. */
    private void tryOut(List<String> limiting, String path) throws IOException {
        List<String> words = new ArrayList<>(limiting);
        words.add(ProgramPath.find("true", path));
        Process trial = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            trial.getOutputStream().close();
            if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(refusal("a program under them does not end"));
            }
            String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (trial.exitValue() != 0) {
                throw new IOException(refusal(said.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElseGet(() -> ExitStatus.words(trial.exitValue()))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(refusal("interrupted"), e);
        } finally {
            trial.destroyForcibly();
        }
    }

    private String refusal(String why) {
        return AgentKeys.LIMITS.name() + ": expected limits that this agent may set and a program can run under, got '"
                + String.join(",", limits) + "': " + why;
    }
}
