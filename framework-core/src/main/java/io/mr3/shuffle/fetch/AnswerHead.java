package io.mr3.shuffle.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What comes before the body of an answer.
 *
 * @param status the first line
 */
record AnswerHead(String status, List<Map.Entry<String, String>> fields) {
    private static final int MAX_BYTES = 65536;
    private static final String OK = " 200";

    /**
     * Reads it, and nothing of the body.
     *
     * @throws IOException if it is none of HTTP/1, or longer than any shuffle handler's
     */
    static AnswerHead read(InputStream in) throws IOException {
        int left = MAX_BYTES;
        String status = line(in, left);
        if (!status.startsWith("HTTP/1.")) {
            throw new IOException("expected an answer in HTTP/1, got '" + status + "'");
        }
        left -= status.length();
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            left -= line.length();
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("expected a header 'name: value', got '" + line + "'");
            }
            fields.add(Map.entry(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return new AnswerHead(status, List.copyOf(fields));
    }

    private static String line(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed before an answer had come");
            }
            if (line.size() >= most) {
                throw new IOException("expected headers of at most " + MAX_BYTES + " bytes, got more");
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    boolean isOk() {
        return status.startsWith(OK, "HTTP/1.1".length());
    }

    boolean keepsConnection() {
        return "keep-alive".equalsIgnoreCase(field("Connection"));
    }

    /** The value that was given last, or null. */
    String field(String name) {
        String value = null;
        for (Map.Entry<String, String> field : fields) {
            if (field.getKey().equalsIgnoreCase(name)) {
                value = field.getValue();
            }
        }
        return value;
    }

    /**
     * Bytes of the body.
     *
     * @throws IOException if they are not told
     */
    long bodyLength() throws IOException {
        String length = field("Content-Length");
        if (length == null || !length.matches("\\d{1,18}")) {
            throw new IOException("expected the Content-Length of an answer, got " + length);
        }
        return Long.parseLong(length);
    }
}
