package io.mr3.rm.standalone.web;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lets requests through that present the token of the cluster: in the header {@code Authorization: Bearer}, or in a cookie,
 * which a browser gets by opening any address with {@code ?token=} once; it is sent on to the same address without the token.
 * Others get 401, and whatever is no GET gets 405. Thread-safe.
 */
public final class TokenGate extends Filter {
    private static final int MAX_ADDRESS = 4096;
    private static final String PARAMETER = "token";
    private static final String BEARER = "Bearer ";

    private final byte[] token;
    private final String cookie;

    /** @param cluster secret of the cluster */
    public TokenGate(Secret cluster) {
        String text = token(cluster);
        this.token = bytes(text);
        // cookies do not know ports: clusters on one host need names of their own, the parts of one cluster share
        // theirs
        this.cookie = "mr3-" + cluster.derive("web cookie").encoded().substring(0, 8);
    }

    /** What a request has to present. */
    public static String token(Secret cluster) {
        return cluster.derive("web").encoded();
    }

    @Override
    public String description() {
        return "asks for the cluster's token";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        harden(exchange.getResponseHeaders());
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            Responses.refuse(exchange, 405, "expected GET, got " + Responses.shown(exchange.getRequestMethod()));
            return;
        }
        if (exchange.getRequestURI().toString().length() > MAX_ADDRESS) {
            Responses.refuse(exchange, 414, "expected an address of at most " + MAX_ADDRESS + " characters");
            return;
        }
        Query query = Query.of(exchange.getRequestURI().getRawQuery());
        Optional<String> given = query.first(PARAMETER);
        if (given.isPresent() && isToken(given.get())) {
            welcome(exchange, query.without(PARAMETER));
        } else if (given.isEmpty() && isKnown(exchange.getRequestHeaders())) {
            chain.doFilter(exchange);
        } else {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"mr3\"");
            Responses.refuse(
                    exchange,
                    401,
                    "expected the token of the cluster; bin/mr3-cluster status shows the address with it");
        }
    }

    private static void harden(Headers headers) {
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void welcome(HttpExchange exchange, String rest) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set(
                "Set-Cookie",
                cookie + "=" + new String(token, StandardCharsets.US_ASCII) + "; Path=/; HttpOnly; SameSite=Strict");
        // a second slash at the beginning would name another host
        String path = exchange.getRequestURI().getRawPath().replaceFirst("^[/\\\\]*", "/");
        headers.set("Location", path + (rest.isEmpty() ? "" : "?" + rest));
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    private boolean isKnown(Headers headers) {
        List<String> authorization = headers.getOrDefault("Authorization", List.of());
        if (!authorization.isEmpty()) {
            String first = authorization.get(0);
            return first.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    && isToken(first.substring(BEARER.length()).strip());
        }
        return headers.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::strip)
                .filter(item -> item.startsWith(cookie + "="))
                .anyMatch(item -> isToken(item.substring(cookie.length() + 1)));
    }

    /** Takes the same time wherever they differ. */
    private boolean isToken(String given) {
        return MessageDigest.isEqual(token, bytes(given));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
