package io.mr3.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Keys of one ContainerGroup, in place of those of {@link ContainerKeys}. Whoever sets one declares the group. */
public final class GroupKeys implements ConfigKeys {
    private static final String FAMILY = "mr3.containergroup.<name>.";
    private static final String PLAIN = "mr3.container.";

    public static final ConfigKey<Integer> SLOTS = family(ContainerKeys.SLOTS);

    public static final ConfigKey<Integer> SLOT_MEMORY = family(ContainerKeys.SLOT_MEMORY);

    public static final ConfigKey<Integer> SLOT_CORES = family(ContainerKeys.SLOT_CORES);

    public static final ConfigKey<Double> SLOT_HEAP_FRACTION = family(ContainerKeys.SLOT_HEAP_FRACTION);

    public static final ConfigKey<Integer> HEAP_OVERHEAD = family(ContainerKeys.HEAP_OVERHEAD);

    public static final ConfigKey<Integer> CACHE = family(ContainerKeys.CACHE);

    public static final ConfigKey<WorkerFormKind> FORM = family(ContainerKeys.FORM);

    public static final ConfigKey<Boolean> REUSE = family(ContainerKeys.REUSE);

    public static final ConfigKey<Boolean> COMBINE = family(ContainerKeys.COMBINE);

    public static final ConfigKey<Integer> MIN_WORKERS = family(ContainerKeys.MIN_WORKERS);

    public static final ConfigKey<Integer> MAX_WORKERS = family(ContainerKeys.MAX_WORKERS);

    public static final ConfigKey<Duration> IDLE_TIMEOUT = family(ContainerKeys.IDLE_TIMEOUT);

    public static final ConfigKey<List<String>> FILES = family(ContainerKeys.FILES);

    public static final ConfigKey<List<String>> LOCATIONS = family(ContainerKeys.LOCATIONS);

    public static final ConfigKey<String> JAVA_OPTIONS = family(ContainerKeys.JAVA_OPTIONS);

    public static final ConfigKey<List<String>> ENVIRONMENT = family(ContainerKeys.ENVIRONMENT);

    private static <T> ConfigKey<T> family(ConfigKey<T> plain) {
        return plain.perName(plain.name().replace(PLAIN, FAMILY));
    }

    /** The name that people would look for: that of the group's own key if it is set, else of the plain one. */
    public static String nameInForce(Mr3Conf conf, ConfigKey<?> family, String group) {
        ConfigKey<?> own = family.named(group);
        return conf.isSet(own) ? own.name() : family.name().replace(FAMILY, PLAIN);
    }

    /** ContainerGroups that somebody has declared. */
    public static Set<String> declared(Mr3Conf conf) {
        return conf.names(new GroupKeys().keys().toArray(ConfigKey<?>[]::new));
    }

    @Override
    public String title() {
        return "ContainerGroups by name";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                SLOTS,
                SLOT_MEMORY,
                SLOT_CORES,
                SLOT_HEAP_FRACTION,
                HEAP_OVERHEAD,
                CACHE,
                FORM,
                REUSE,
                COMBINE,
                MIN_WORKERS,
                MAX_WORKERS,
                IDLE_TIMEOUT,
                FILES,
                LOCATIONS,
                JAVA_OPTIONS,
                ENVIRONMENT);
    }
}
