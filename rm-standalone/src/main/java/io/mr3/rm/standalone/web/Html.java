package io.mr3.rm.standalone.web;

/** A page as it grows: well-formed as XML, and everything that comes from elsewhere is escaped. Not thread-safe. */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** What is written here, not what comes from elsewhere. */
    Html raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Text between elements, or of an attribute between double quotes. */
    Html text(Object value) {
        String.valueOf(value).codePoints().forEach(this::escape);
        return this;
    }

    /** An element that holds a text. */
    Html element(String name, Object content) {
        return raw("<" + name + ">").text(content).raw("</" + name + ">");
    }

    private void escape(int character) {
        switch (character) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            case '"' -> text.append("&quot;");
            case '\'' -> text.append("&#39;");
            default -> text.appendCodePoint(isLegal(character) ? character : 0xFFFD);
        }
    }

    /** What XML 1.0 has no place for would make the page unreadable. */
    private static boolean isLegal(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || character >= 0x20 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
