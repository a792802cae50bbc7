package io.mr3.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The one declaration of a setting. Immutable; each method gives a key that says more:
 *
 * <pre>{@code
 * ConfigKey<Integer> PORT = ConfigKey.integer("mr3.am.port", 0).between(0, 65535).says("Port that …");
 * }</pre>
 *
 * @param <T> type of the value
 */
public final class ConfigKey<T> {
    private static final Pattern NAME = Pattern.compile("mr3(\\.[a-z][a-z0-9-]*|\\.<name>)+");
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    /** Stands in the name of a family for what its members are told apart by. */
    private static final String ANY = "<name>";

    private final String name;
    private final ConfigType<T> type;
    private final String defaultText;
    private final String range;
    private final Predicate<T> isLegal;
    private final String sentence;
    private final boolean sessionSettable;
    private final List<String> aliases;
    /** Whose value holds where this key has none; null: its own default does. */
    private final ConfigKey<T> base;

    private ConfigKey(
            String name,
            ConfigType<T> type,
            String defaultText,
            String range,
            Predicate<T> isLegal,
            String sentence,
            boolean sessionSettable,
            List<String> aliases,
            ConfigKey<T> base) {
        this.name = name;
        this.type = type;
        this.defaultText = defaultText;
        this.range = range;
        this.isLegal = isLegal;
        this.sentence = sentence;
        this.sessionSettable = sessionSettable;
        this.aliases = aliases;
        this.base = base;
    }

    private static <T> ConfigKey<T> of(String name, ConfigType<T> type, String defaultText) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("expected a dotted name that begins with mr3., got '" + name + "'");
        }
        return new ConfigKey<>(name, type, defaultText, "", value -> true, "", false, List.of(), null);
    }

    /** {@code true} or {@code false}. */
    public static ConfigKey<Boolean> bool(String name, boolean byDefault) {
        return of(name, ConfigType.BOOLEAN, String.valueOf(byDefault));
    }

    /** A whole number. */
    public static ConfigKey<Integer> integer(String name, int byDefault) {
        return of(name, ConfigType.INTEGER, String.valueOf(byDefault));
    }

    /** A size in megabytes (MiB). */
    public static ConfigKey<Integer> megabytes(String name, int byDefault) {
        return of(name, ConfigType.MEGABYTES, String.valueOf(byDefault));
    }

    /** A number. */
    public static ConfigKey<Double> decimal(String name, double byDefault) {
        return of(name, ConfigType.DECIMAL, String.valueOf(byDefault));
    }

    /** A time written in milliseconds. */
    public static ConfigKey<Duration> millis(String name, long byDefault) {
        return of(name, ConfigType.MILLISECONDS, String.valueOf(byDefault)).check("at least 0", d -> !d.isNegative());
    }

    /** Text; the default may hold <code>${env:…}</code> and <code>${sys:…}</code>. */
    public static ConfigKey<String> text(String name, String byDefault) {
        return of(name, ConfigType.TEXT, byDefault);
    }

    /** Items between commas; the default may hold <code>${env:…}</code> and <code>${sys:…}</code>. */
    public static ConfigKey<List<String>> list(String name, String byDefault) {
        return of(name, ConfigType.LIST, byDefault);
    }

    /** A constant of an enum, written in lower case with dashes. */
    public static <E extends Enum<E>> ConfigKey<E> choice(String name, E byDefault) {
        ConfigType<E> type = ConfigType.choice(byDefault.getDeclaringClass());
        return of(name, type, type.formatter().apply(byDefault));
    }

    /** The same key, whose values must also pass {@code legal}; {@code expected} follows "expected" in errors. */
    public ConfigKey<T> check(String expected, Predicate<T> legal) {
        return new ConfigKey<>(name, type, defaultText, expected, legal, sentence, sessionSettable, aliases, base);
    }

    /** The same key with this range, ends included. */
    public ConfigKey<T> between(double least, double most) {
        return check(shortest(least) + " to " + shortest(most), value -> {
            double number = ((Number) value).doubleValue();
            return number >= least && number <= most;
        });
    }

    /** The same key with this lower bound. */
    public ConfigKey<T> atLeast(double least) {
        return check("at least " + shortest(least), value -> ((Number) value).doubleValue() >= least);
    }

    /** The same key, described in one sentence. */
    public ConfigKey<T> says(String oneSentence) {
        return new ConfigKey<>(name, type, defaultText, range, isLegal, oneSentence, sessionSettable, aliases, base);
    }

    /** The same key, which sessions may set for themselves. */
    public ConfigKey<T> settableBySessions() {
        return new ConfigKey<>(name, type, defaultText, range, isLegal, sentence, true, aliases, base);
    }

    /** The same key, also accepted, with a warning, under the names that MR3 documents for the same thing. */
    public ConfigKey<T> alias(String... names) {
        return new ConfigKey<>(
                name, type, defaultText, range, isLegal, sentence, sessionSettable, List.of(names), base);
    }

    /**
     * A family of keys, one for each name that somebody chooses: {@code mr3.containergroup.<name>.slots}. Where a member is not
     * set, the value of this key holds.
     *
     * @param family name with {@code <name>} in place of one part
     */
    public ConfigKey<T> perName(String family) {
        ConfigKey<T> named = of(family, type, "").says("As " + name + ", for what is called so.");
        return new ConfigKey<>(
                named.name, type, "as " + name, range, isLegal, named.sentence, sessionSettable, List.of(), this);
    }

    /** Whether this stands for many keys, and {@link #named} gives one of them. */
    public boolean isFamily() {
        return name.contains(ANY);
    }

    /** The member of this family that is called {@code member}. */
    public ConfigKey<T> named(String member) {
        String own = name.replace(ANY, member);
        return new ConfigKey<>(own, type, defaultText, range, isLegal, sentence, sessionSettable, aliases, base);
    }

    /** What {@code key} is called in this family; empty if it is no member. */
    Optional<String> memberName(String key) {
        int at = name.indexOf(ANY);
        String tail = name.substring(at + ANY.length());
        boolean fits = key.startsWith(name.substring(0, at)) && key.endsWith(tail) && key.length() > at + tail.length();
        return fits
                ? Optional.of(key.substring(at, key.length() - tail.length()))
                        .filter(member -> MEMBER.matcher(member).matches())
                : Optional.empty();
    }

    /** Whose value holds where this key is not set. */
    Optional<ConfigKey<T>> base() {
        return Optional.ofNullable(base);
    }

    public String name() {
        return name;
    }

    /** The default as written, before <code>${…}</code> is replaced. */
    public String defaultText() {
        return defaultText;
    }

    /** Type, unit and range, e.g. {@code milliseconds, at least 0}. */
    public String expected() {
        return range.isEmpty() ? type.description() : type.description() + ", " + range;
    }

    public String sentence() {
        return sentence;
    }

    public boolean isSettableBySessions() {
        return sessionSettable;
    }

    public List<String> aliases() {
        return aliases;
    }

    /**
     * The value that other settings than ours have for this key, or else the default.
     *
     * @param settings text by name; null where there is none
     * @throws ConfigException in one line, if it is not what is expected
     */
    public T in(UnaryOperator<String> settings) {
        String text = settings.apply(name);
        try {
            return parse(text == null ? defaultText : text.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(name + ": expected " + expected() + ", got '" + text + "'"));
        }
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is not what is expected; without a message, for the caller knows the source
     */
    T parse(String text) {
        T value = type.parser().apply(text);
        if (!isLegal.test(value)) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    /** Keys of one name are the same: members of families are made again each time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigKey<?> key && key.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    private static String shortest(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
