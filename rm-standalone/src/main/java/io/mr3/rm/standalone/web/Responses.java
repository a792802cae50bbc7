package io.mr3.rm.standalone.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Ways to answer a request; each ends the exchange. */
public final class Responses {
    private static final int SHOWN = 40;

    private Responses() {}

    /** Writes a body as it is made. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A whole text. */
    public static void text(HttpExchange exchange, String type, String text) throws IOException {
        bytes(exchange, type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole body. */
    public static void bytes(HttpExchange exchange, String type, byte[] body) throws IOException {
        whole(exchange, 200, type, body);
    }

    /** A body of unknown length. */
    static void streamed(HttpExchange exchange, String type, Body body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 15)) {
            body.writeTo(out);
        }
    }

    /** One line that says why not. */
    public static void refuse(HttpExchange exchange, int status, String line) throws IOException {
        whole(exchange, status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What a client has sent, as it can stand in a line. */
    public static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > SHOWN ? printable.substring(0, SHOWN) + "…" : printable;
    }

    private static void whole(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
