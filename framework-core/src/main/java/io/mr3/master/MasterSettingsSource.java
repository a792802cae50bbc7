package io.mr3.master;

import io.mr3.config.ConfLoader;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Where a process that becomes a DAGAppMaster finds its settings; arguments can be read by every user of its host. */
public enum MasterSettingsSource {
    /** Where every process of ours reads them. */
    FILES(""),
    /** On standard input, as properties: the process does not care for the terminal that it was started from. */
    STANDARD_INPUT("-"),
    /** In an environment variable, as properties. */
    ENVIRONMENT("environment");

    static final String VARIABLE = "MR3_MASTER_SETTINGS";

    private final String argument;

    MasterSettingsSource(String argument) {
        this.argument = argument;
    }

    /** What the main class is told. */
    String argument() {
        return argument;
    }

    /** What the arguments of the main class say. */
    public static MasterSettingsSource of(List<String> arguments) {
        if (arguments.contains(STANDARD_INPUT.argument)) {
            return STANDARD_INPUT;
        }
        return arguments.contains(ENVIRONMENT.argument) ? ENVIRONMENT : FILES;
    }

    /** Whether the process has no terminal, and nobody who waits for it. */
    public boolean isDetached() {
        return this != FILES;
    }

    /**
     * Reads them.
     *
     * @throws IOException if they cannot be read
     * @throws io.mr3.config.ConfigException if one is wrong
     */
    public Mr3Conf read() throws IOException {
        return switch (this) {
            case FILES -> DataLayout.ofThisProcess().loader().load();
            case STANDARD_INPUT ->
                load("standard input", new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
            case ENVIRONMENT -> load(VARIABLE, new StringReader(System.getenv().getOrDefault(VARIABLE, "")));
        };
    }

    private static Mr3Conf load(String source, Reader text) throws IOException {
        Properties given = new Properties();
        given.load(text);
        Map<String, String> settings = new LinkedHashMap<>();
        given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
        return new ConfLoader().values(source, settings).load();
    }
}
