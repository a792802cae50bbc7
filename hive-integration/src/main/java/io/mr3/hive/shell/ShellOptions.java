package io.mr3.hive.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of {@code bin/hive}, split into what the launcher answers for and what Hive's own CLI parses.
 *
 * @param request what to do
 * @param engine who runs the DAGs
 * @param hiveArguments everything else, in order, for Hive's CLI
 */
record ShellOptions(Request request, EngineChoice engine, List<String> hiveArguments) {

    /** What the command line asks for. */
    enum Request {
        RUN,
        HELP,
        VERSION
    }

    private static final String ENGINE = "--engine";

    /** Hive's options whose next word is their value, however much it looks like an option. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-e",
            "-f",
            "-i",
            "-d",
            "--define",
            "-define",
            "--hiveconf",
            "-hiveconf",
            "--hivevar",
            "-hivevar",
            "--database",
            "-database");

    static ShellOptions parse(List<String> words) {
        Request request = Request.RUN;
        EngineChoice engine = EngineChoice.MR3;
        List<String> forHive = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(ENGINE)) {
                i++;
                if (i == words.size()) {
                    throw new BadInput("--engine takes mr3 or tez, but nothing follows it");
                }
                engine = EngineChoice.of(words.get(i));
            } else if (word.startsWith(ENGINE + "=")) {
                engine = EngineChoice.of(word.substring(ENGINE.length() + 1));
            } else if (word.equals("--help") || word.equals("-H")) {
                request = Request.HELP;
            } else if (word.equals("--version")) {
                request = Request.VERSION;
            } else {
                forHive.add(word);
                if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
                    i++;
                    forHive.add(words.get(i));
                }
            }
        }
        return new ShellOptions(request, engine, List.copyOf(forHive));
    }

    /** Whether the statements come from standard input: the prompt of a terminal, or a pipe. */
    boolean readsStandardInput() {
        return valued().stream()
                .noneMatch(option -> option.name().equals("-e") || option.name().equals("-f"));
    }

    /** What the user gives with {@code --hiveconf}, in order; the last of a key wins. */
    Map<String, String> hiveconf() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Valued option : valued()) {
            if (option.name().endsWith("-hiveconf")) {
                String[] pair = option.value().split("=", 2);
                settings.put(pair[0], pair.length < 2 ? "" : pair[1]);
            }
        }
        return settings;
    }

    private List<Valued> valued() {
        List<Valued> valued = new ArrayList<>();
        for (int i = 0; i + 1 < hiveArguments.size(); i++) {
            if (WITH_VALUE.contains(hiveArguments.get(i))) {
                valued.add(new Valued(hiveArguments.get(i), hiveArguments.get(i + 1)));
                i++;
            }
        }
        return valued;
    }

    private record Valued(String name, String value) {}
}
