package io.mr3.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a value is written.
 *
 * @param description what is expected, for errors and the reference: {@code milliseconds}, {@code true or false}
 * @param parser reads the text form; throws {@link IllegalArgumentException} for anything else
 * @param formatter writes the text form
 */
record ConfigType<T>(String description, Function<String, T> parser, Function<T, String> formatter) {
    static final ConfigType<Boolean> BOOLEAN =
            new ConfigType<>("true or false", ConfigType::parseBoolean, String::valueOf);
    static final ConfigType<Integer> INTEGER =
            new ConfigType<>("whole number", ConfigType::parseInteger, String::valueOf);
    static final ConfigType<Integer> MEGABYTES =
            new ConfigType<>("megabytes (MiB)", ConfigType::parseInteger, String::valueOf);
    static final ConfigType<Double> DECIMAL = new ConfigType<>("number", ConfigType::parseDecimal, String::valueOf);
    static final ConfigType<Duration> MILLISECONDS = new ConfigType<>(
            "milliseconds", text -> Duration.ofMillis(Long.parseLong(text)), value -> "" + value.toMillis());
    static final ConfigType<String> TEXT = new ConfigType<>("text", text -> text, value -> value);
    static final ConfigType<List<String>> LIST =
            new ConfigType<>("comma-separated list", ConfigType::parseList, value -> String.join(",", value));

    /** One constant of {@code choices}, written in lower case with dashes. */
    static <E extends Enum<E>> ConfigType<E> choice(Class<E> choices) {
        String all = Arrays.stream(choices.getEnumConstants())
                .map(ConfigType::dashed)
                .collect(Collectors.joining(", "));
        return new ConfigType<>("one of " + all, text -> parseChoice(choices, text), ConfigType::dashed);
    }

    private static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E parseChoice(Class<E> choices, String text) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(constant -> dashed(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static int parseInteger(String text) {
        return Integer.parseInt(text);
    }

    private static double parseDecimal(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static List<String> parseList(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
