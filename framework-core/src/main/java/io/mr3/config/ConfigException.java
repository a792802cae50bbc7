package io.mr3.config;

import java.util.List;

/** The configuration cannot be used; one line for each thing that is wrong with it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: key, expected, got, source. */
    public List<String> problems() {
        return problems;
    }
}
