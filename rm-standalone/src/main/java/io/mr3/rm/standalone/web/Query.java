package io.mr3.rm.standalone.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What follows the question mark of an address.
 *
 * @param items as they came, {@code name=value}
 */
public record Query(List<String> items) {
    /** @param raw null if there is none */
    public static Query of(String raw) {
        return new Query(raw == null ? List.of() : Arrays.asList(raw.split("&")));
    }

    /** The first value of that name; empty also if it is no legal one. */
    public Optional<String> first(String name) {
        return items.stream()
                .filter(item -> item.startsWith(name + "="))
                .findFirst()
                .flatMap(item -> decoded(item.substring(name.length() + 1)));
    }

    /** The others, as they came. */
    public String without(String name) {
        return items.stream()
                .filter(item -> !item.startsWith(name + "=") && !item.isEmpty())
                .collect(Collectors.joining("&"));
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
