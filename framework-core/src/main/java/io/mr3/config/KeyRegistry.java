package io.mr3.config;

import io.mr3.common.EditDistance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Every key that this process knows, by name and by alias. */
final class KeyRegistry {
    private final Map<String, ConfigKey<?>> byName = new LinkedHashMap<>();
    private final Map<String, ConfigKey<?>> byAlias = new LinkedHashMap<>();

    KeyRegistry(Iterable<ConfigKeys> parts) {
        for (ConfigKeys part : parts) {
            part.keys().forEach(this::add);
        }
    }

    /** The keys of all modules on the class path. */
    static KeyRegistry load() {
        return new KeyRegistry(ServiceLoader.load(ConfigKeys.class, KeyRegistry.class.getClassLoader()));
    }

    Collection<ConfigKey<?>> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The key of this name, which may be a member of a family. */
    Optional<ConfigKey<?>> named(String name) {
        ConfigKey<?> key = byName.get(name);
        return key != null && !key.isFamily() ? Optional.of(key) : member(name);
    }

    private Optional<ConfigKey<?>> member(String name) {
        return byName.values().stream()
                .filter(ConfigKey::isFamily)
                .<ConfigKey<?>>flatMap(family -> family.memberName(name).<ConfigKey<?>>map(family::named).stream())
                .findFirst();
    }

    Optional<ConfigKey<?>> aliased(String alias) {
        return Optional.ofNullable(byAlias.get(alias));
    }

    /** The name closest to a mistyped one, if any is close. */
    Optional<String> nearest(String mistyped) {
        List<String> names = new ArrayList<>(byName.keySet());
        names.addAll(byAlias.keySet());
        int farthest = Math.max(2, mistyped.length() / 3);
        return names.stream()
                .filter(name -> EditDistance.between(name, mistyped) <= farthest)
                .min(Comparator.comparingInt(name -> EditDistance.between(name, mistyped)));
    }

    private void add(ConfigKey<?> key) {
        addUnique(byName, key.name(), key);
        key.aliases().forEach(alias -> addUnique(byAlias, alias, key));
    }

    private void addUnique(Map<String, ConfigKey<?>> map, String name, ConfigKey<?> key) {
        if (byName.containsKey(name) || byAlias.containsKey(name)) {
            throw new IllegalStateException("key " + name + " is declared twice");
        }
        map.put(name, key);
    }
}
