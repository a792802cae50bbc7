package io.mr3.config;

import io.mr3.config.Mr3Conf.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks names and values against the declared keys, and reports each that is wrong in one line. */
final class SettingReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfLoader.class);
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private final KeyRegistry registry;
    private final Consumer<String> problems;

    SettingReader(KeyRegistry registry, Consumer<String> problems) {
        this.registry = registry;
        this.problems = problems;
    }

    /** The key called {@code name}, or by an alias; an unknown name is a problem. */
    Optional<ConfigKey<?>> key(String name, String source) {
        Optional<ConfigKey<?>> key = registry.named(name);
        if (key.isPresent()) {
            return key;
        }
        Optional<ConfigKey<?>> aliased = registry.aliased(name);
        if (aliased.isPresent()) {
            warnOnce(name + " (" + source + ") is called " + aliased.get() + " here; the value is taken");
            return aliased;
        }
        String hint = registry.nearest(name)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        problems.accept("unknown key " + name + " (" + source + ")" + hint);
        return Optional.empty();
    }

    /** The value of {@code key}; a bad one is a problem. */
    Optional<Setting> setting(ConfigKey<?> key, String text, String source) {
        String stripped = text.strip();
        try {
            if (stripped.contains("${")) {
                throw new IllegalArgumentException();
            }
            return Optional.of(new Setting(key.parse(stripped), stripped, source));
        } catch (IllegalArgumentException bad) {
            String alien = stripped.contains("${") ? " with only ${env:NAME} or ${sys:NAME} that are set" : "";
            problems.accept(key + ": expected " + key.expected() + alien + ", got '" + stripped + "' (" + source + ")");
            return Optional.empty();
        }
    }

    /** A setting that a session asks for; nothing of the server's environment goes into it. */
    Optional<Map<ConfigKey<?>, Setting>> sessionSetting(String name, String text) {
        Optional<ConfigKey<?>> key = key(name, "session");
        if (key.isPresent() && !key.get().isSettableBySessions()) {
            problems.accept(key.get() + " cannot be set by a session; it belongs into the configuration file");
            return Optional.empty();
        }
        return key.flatMap(k -> setting(k, text, "session").map(setting -> Map.of(k, setting)));
    }

    /** Logs a warning the first time in this process. */
    static void warnOnce(String warning) {
        if (WARNED.add(warning)) {
            LOG.warn("{}", warning);
        }
    }
}
