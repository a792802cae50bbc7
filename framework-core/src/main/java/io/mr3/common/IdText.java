package io.mr3.common;

/** Reading and writing of the text forms of ids. */
final class IdText {
    private IdText() {}

    static String[] split(String text, String kind, int count) {
        String[] parts = text.split("_", -1);
        if (parts.length != count + 1 || !parts[0].equals(kind)) {
            throw malformed(text, kind);
        }
        String[] numbers = new String[count];
        System.arraycopy(parts, 1, numbers, 0, count);
        return numbers;
    }

    static long number(String text, String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw malformed(text, "number in an");
        }
    }

    /** {@code number} with leading zeros; a Formatter would cost more than the rest of a message. */
    static String padded(int number, int digits) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static IllegalArgumentException malformed(String text, String kind) {
        return new IllegalArgumentException("expected " + kind + " id, got '" + text + "'");
    }
}
