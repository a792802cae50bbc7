package io.mr3.rm.standalone.agent;

import com.sun.net.httpserver.HttpExchange;
import io.mr3.rpc.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What everybody who reads from an agent must present. Thread-safe. */
final class WebToken {
    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "mr3-token";
    private static final String PARAMETER = "token";

    private final String token;

    WebToken(Secret cluster) {
        this.token = cluster.derive("web").encoded();
    }

    /** Whether it comes in the header, or in the cookie that {@link #cookie} set. */
    boolean isPresentedBy(HttpExchange exchange) {
        List<String> headers = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return headers.stream()
                        .filter(header -> header.startsWith(BEARER))
                        .anyMatch(header -> is(header.substring(BEARER.length()).strip()))
                || cookies.stream()
                        .flatMap(header -> Arrays.stream(header.split(";")))
                        .map(String::strip)
                        .filter(cookie -> cookie.startsWith(COOKIE + "="))
                        .anyMatch(cookie -> is(cookie.substring(COOKIE.length() + 1)));
    }

    /** Whether it stands in the address, where it should not stay. */
    boolean isIn(Map<String, String> query) {
        return is(query.getOrDefault(PARAMETER, ""));
    }

    /** The address without it. */
    static String without(String path, Map<String, String> query) {
        String rest = query.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(PARAMETER))
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        return rest.isEmpty() ? path : path + "?" + rest;
    }

    /** What a browser keeps in its place. */
    String cookie() {
        return COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /** The parameters of an address; of several of one name the last. */
    static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String item : raw.split("&")) {
                int equals = item.indexOf('=');
                if (equals > 0) {
                    query.put(item.substring(0, equals), decode(item.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private boolean is(String given) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }
}
