package io.mr3.am.history;

/** One JSON object on one line, built field by field. */
public final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    JsonLine() {}

    /** Adds a number. */
    public JsonLine add(String field, long value) {
        name(field).append(value);
        return this;
    }

    /** Adds the text form of {@code value} as a string. */
    public JsonLine add(String field, Object value) {
        quote(name(field), value.toString());
        return this;
    }

    /** The finished line, with its line feed. */
    @Override
    public String toString() {
        return text + "}\n";
    }

    private StringBuilder name(String field) {
        if (text.length() > 1) {
            text.append(',');
        }
        return quote(text, field).append(':');
    }

    private static StringBuilder quote(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                default -> {
                    // surrogates are escaped too: a lone one has no UTF-8 form
                    if (c < ' ' || Character.isSurrogate(c)) {
                        to.append(String.format("\\u%04x", (int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
        return to.append('"');
    }
}
