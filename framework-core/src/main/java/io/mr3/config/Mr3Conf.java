package io.mr3.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All settings at one moment, each checked; immutable, safe from any thread. Made by {@link ConfLoader}. */
public final class Mr3Conf {
    private final KeyRegistry registry;
    private final Map<ConfigKey<?>, Setting> settings;

    Mr3Conf(KeyRegistry registry, Map<ConfigKey<?>, Setting> settings) {
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * A value in force.
     *
     * @param key name of the key
     * @param text as written, with <code>${…}</code> replaced
     * @param source where it comes from, e.g. {@code default} or the path of a file
     */
    public record Entry(String key, String text, String source) {}

    /** A checked value. */
    record Setting(Object value, String text, String source) {}

    /** Nothing but defaults. */
    public static Mr3Conf defaults() {
        return new ConfLoader().load();
    }

    /** Defaults but for {@code values}, which go through the same checks as a file. */
    public static Mr3Conf of(Map<String, String> values) {
        return new ConfLoader().values("given values", values).load();
    }

    /** The value of {@code key}. */
    @SuppressWarnings("unchecked") // a setting was parsed by its own key
    public <T> T get(ConfigKey<T> key) {
        Setting setting = settings.get(key);
        if (setting == null && key.base().isPresent()) {
            return get(key.base().get());
        }
        if (setting == null && registry.named(key.name()).isPresent()) {
            return key.parse(key.defaultText());
        }
        if (setting == null) {
            throw new IllegalStateException(
                    "key " + key + " is not listed by any " + ConfigKeys.class.getSimpleName() + " on the class path");
        }
        return (T) setting.value();
    }

    /** Whether somebody set {@code key}, be it to its default. */
    public boolean isSet(ConfigKey<?> key) {
        return settings.containsKey(key) && !source(key).equals(ConfLoader.DEFAULT_SOURCE);
    }

    /** The members of any of {@code families} that somebody set, by what tells them apart, in order. */
    public Set<String> names(ConfigKey<?>... families) {
        Set<String> names = new TreeSet<>();
        for (ConfigKey<?> family : families) {
            settings.keySet().forEach(key -> family.memberName(key.name()).ifPresent(names::add));
        }
        return names;
    }

    /** Where the value of {@code key} comes from, e.g. {@code default} or the path of a file. */
    public String source(ConfigKey<?> key) {
        return settings.get(key).source();
    }

    /**
     * These settings with those of a session on top.
     *
     * @throws ConfigException for an unknown key, a bad value, or a key that sessions may not set
     */
    public Mr3Conf withSession(Map<String, String> overrides) {
        Map<ConfigKey<?>, Setting> merged = new LinkedHashMap<>(settings);
        List<String> problems = new ArrayList<>();
        SettingReader reader = new SettingReader(registry, problems::add);
        overrides.forEach((name, text) -> reader.sessionSetting(name, text).ifPresent(merged::putAll));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Mr3Conf(registry, merged);
    }

    /** Every setting in force, in the order of the reference. */
    public List<Entry> entries() {
        return settings.entrySet().stream()
                .map(e -> new Entry(
                        e.getKey().name(), e.getValue().text(), e.getValue().source()))
                .toList();
    }

    /** What somebody set of the keys that sessions may set as well. */
    public Map<String, String> forSessions() {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            if (key.isSettableBySessions() && isSet(key)) {
                values.put(key.name(), setting.text());
            }
        });
        return values;
    }

    /** What somebody set, as another process can load it. */
    public Map<String, String> explicit() {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            if (isSet(key)) {
                values.put(key.name(), setting.text());
            }
        });
        return values;
    }
}
