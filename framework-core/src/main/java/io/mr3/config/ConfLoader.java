package io.mr3.config;

import io.mr3.config.Mr3Conf.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.DefaultLookups;
import org.apache.commons.configuration2.interpol.Lookup;

/**
 * Reads settings in layers: defaults, then a file, then system properties, each over the one before. <code>${env:NAME}</code>
 * and <code>${sys:NAME}</code> are replaced; nothing else is. Commons Configuration is used here and in {@link SiteFile}
 * only.
 */
public final class ConfLoader {
    static final String DEFAULT_SOURCE = "default";
    private static final String PREFIX = "mr3.";
    private static final Map<String, Lookup> LOOKUPS =
            Map.of("env", DefaultLookups.ENVIRONMENT.getLookup(), "sys", DefaultLookups.SYSTEM_PROPERTIES.getLookup());

    /** Values of one source, which names them in errors. */
    private record Layer(String source, Map<String, String> values) {}

    private final KeyRegistry registry;
    private final List<Layer> layers = new ArrayList<>();

    /** Knows the keys of all modules on the class path. */
    public ConfLoader() {
        this(KeyRegistry.load());
    }

    ConfLoader(KeyRegistry registry) {
        this.registry = registry;
    }

    /**
     * What a process uses: the directory {@code MR3_CONF_DIR} if that is set, or else {@code conf} in the directory that
     * system property {@code mr3.home} names, and the system properties.
     *
     * @throws ConfigException if anything in them is wrong
     */
    public ConfLoader standard() {
        String directory = System.getenv("MR3_CONF_DIR");
        String home = System.getProperty(StorageKeys.HOME.name());
        if (directory != null) {
            directory(Path.of(directory));
        } else if (home != null) {
            directory(Path.of(home, "conf"));
        }
        return systemProperties(System.getProperties());
    }

    /**
     * Adds {@code mr3-site.xml} or {@code mr3-site.properties} of a directory, if one is there.
     *
     * @throws ConfigException if the directory is missing, both are there, or the file cannot be read
     */
    public ConfLoader directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ConfigException(List.of("configuration directory " + directory + " does not exist"));
        }
        Path xml = directory.resolve("mr3-site.xml");
        Path properties = directory.resolve("mr3-site.properties");
        if (Files.exists(xml) && Files.exists(properties)) {
            throw new ConfigException(
                    List.of("expected one of " + xml + " and " + properties.getFileName() + ", found both"));
        }
        if (Files.exists(xml)) {
            return file(xml);
        }
        return Files.exists(properties) ? file(properties) : this;
    }

    /**
     * Adds a file in Hadoop's XML form ({@code .xml}) or of properties.
     *
     * @throws ConfigException if it is missing or cannot be read
     */
    public ConfLoader file(Path file) {
        return values(file.toString(), SiteFile.read(file));
    }

    /** Adds the {@code mr3.*} ones of {@code properties}. */
    public ConfLoader systemProperties(Properties properties) {
        Map<String, String> ours = new LinkedHashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .forEach(name -> ours.put(name, properties.getProperty(name)));
        return values("system property", ours);
    }

    /** Adds values of any other source, over all that was added before. */
    public ConfLoader values(String source, Map<String, String> values) {
        layers.add(new Layer(source, values));
        return this;
    }

    /**
     * Checks everything.
     *
     * @throws ConfigException with one line for each unknown key, bad value, and key that is set under two names
     */
    public Mr3Conf load() {
        List<String> problems = new ArrayList<>();
        SettingReader reader = new SettingReader(registry, problems::add);
        Map<ConfigKey<?>, Setting> settings = new LinkedHashMap<>();
        for (ConfigKey<?> key : registry.all()) {
            if (key.isFamily()) {
                continue;
            }
            reader.setting(key, interpolate(key.defaultText()), DEFAULT_SOURCE)
                    .ifPresent(setting -> settings.put(key, setting));
        }
        for (Layer layer : layers) {
            apply(layer, reader, settings, problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Mr3Conf(registry, settings);
    }

    /** Puts what {@code layer} says over {@code settings}. */
    private static void apply(
            Layer layer, SettingReader reader, Map<ConfigKey<?>, Setting> settings, List<String> problems) {
        Map<ConfigKey<?>, String> names = new LinkedHashMap<>();
        layer.values().forEach((name, text) -> {
            if (!name.startsWith(PREFIX)) {
                SettingReader.warnOnce(name + " (" + layer.source() + ") is ignored: it is no key of mr3");
                return;
            }
            reader.key(name, layer.source()).ifPresent(key -> {
                String other = names.put(key, name);
                if (other != null) {
                    problems.add(key + " is set twice (" + layer.source() + "): as " + other + " and as " + name);
                }
                reader.setting(key, interpolate(text), layer.source()).ifPresent(setting -> settings.put(key, setting));
            });
        });
    }

    private static String interpolate(String text) {
        ConfigurationInterpolator interpolator = new ConfigurationInterpolator();
        interpolator.registerLookups(LOOKUPS);
        return String.valueOf(interpolator.interpolate(text));
    }
}
