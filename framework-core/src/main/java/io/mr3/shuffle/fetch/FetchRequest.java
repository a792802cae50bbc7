package io.mr3.shuffle.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;

/** A GET as it goes over the wire. */
final class FetchRequest {
    private FetchRequest() {}

    /**
     * Encodes one.
     *
     * @throws IOException if something of it would not be what it seems to be
     */
    static byte[] of(URL url, Map<String, List<String>> headers) throws IOException {
        StringBuilder text = new StringBuilder()
                .append("GET ")
                .append(printable(url.getFile(), '!'))
                .append(" HTTP/1.1\r\nHost: ")
                .append(printable(url.getAuthority(), '!'))
                .append("\r\n");
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            for (String value : header.getValue()) {
                text.append(printable(header.getKey(), '!'))
                        .append(": ")
                        .append(printable(value, ' '))
                        .append("\r\n");
            }
        }
        return text.append("\r\n").toString().getBytes(US_ASCII);
    }

    private static String printable(String text, char least) throws IOException {
        if (text.chars().anyMatch(c -> c < least || c > '~')) {
            throw new IOException("expected printable characters in a request for outputs, got '" + text + "'");
        }
        return text;
    }
}
