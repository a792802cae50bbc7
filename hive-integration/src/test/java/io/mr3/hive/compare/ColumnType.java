package io.mr3.hive.compare;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the cells of a column are.
 *
 * @param text the type in Hive's words, such as {@code decimal(12,2)}
 * @param kind how cells are compared
 * @param scale digits after the point of a {@code DECIMAL}, otherwise 0
 */
public record ColumnType(String text, Kind kind, int scale) {
    /** Families of types. */
    public enum Kind {
        INTEGER,
        DECIMAL,
        DOUBLE,
        STRING,
        DATE,
        TIMESTAMP,
        /** Boolean, binary and nested values: compared as text. */
        OTHER;

        boolean isNumber() {
            return this == INTEGER || this == DECIMAL || this == DOUBLE;
        }
    }

    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Pattern SCALE = Pattern.compile("decimal\\(\\d+,\\s*(\\d+)\\)");

    /** Reads Hive's text of a type. */
    public static ColumnType parse(String type) {
        String text = type.toLowerCase(Locale.ROOT);
        Matcher word = WORD.matcher(text);
        Kind kind =
                switch (word.lookingAt() ? word.group() : "") {
                    case "tinyint", "smallint", "int", "bigint" -> Kind.INTEGER;
                    case "decimal" -> Kind.DECIMAL;
                    case "float", "double" -> Kind.DOUBLE;
                    case "string", "varchar", "char" -> Kind.STRING;
                    case "date" -> Kind.DATE;
                    case "timestamp" -> text.equals("timestamp") ? Kind.TIMESTAMP : Kind.OTHER;
                    default -> Kind.OTHER;
                };
        Matcher scale = SCALE.matcher(text);
        return new ColumnType(text, kind, scale.matches() ? Integer.parseInt(scale.group(1)) : 0);
    }

    /** The cell that an engine writes as {@code text}: a BigDecimal, a Double, a String, or null. */
    Object cell(String value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case INTEGER -> new BigDecimal(value);
            case DECIMAL -> atLeastScale(new BigDecimal(value));
            case DOUBLE -> Double.valueOf(value);
            case TIMESTAMP -> LocalDateTime.parse(value.replace(' ', 'T')).toString();
            case STRING, DATE, OTHER -> value;
        };
    }

    /** Engines drop zeros at the end of a decimal; the type says how many there are. Other digits are never dropped. */
    private BigDecimal atLeastScale(BigDecimal value) {
        return value.scale() < scale ? value.setScale(scale) : value;
    }
}
