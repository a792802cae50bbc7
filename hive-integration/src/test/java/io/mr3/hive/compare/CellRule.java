package io.mr3.hive.compare;

import io.mr3.hive.compare.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How the cells of one column are compared: exactly, after rounding to a common scale, or within a tolerance.
 *
 * @param approximate whether one side computes in binary floating point
 * @param scale digits after the point that both sides keep, or -1 to leave decimals as they are
 * @param absolute difference that rounding to the scale of a decimal explains
 * @param trimmed whether blanks at the end of a string are padding
 */
record CellRule(boolean approximate, int scale, double absolute, boolean trimmed) {
    private static final double RELATIVE = 1e-9;

    /** The rule for two columns of the same type. */
    static CellRule same(ColumnType type) {
        return new CellRule(type.kind() == Kind.DOUBLE, -1, 0, false);
    }

    /** The rule for columns of two engines that type their results differently; null if they cannot be compared. */
    static CellRule alike(ColumnType a, ColumnType b) {
        if (!a.kind().isNumber() || !b.kind().isNumber()) {
            return a.kind() == b.kind() ? new CellRule(false, -1, 0, true) : null;
        }
        if (a.kind() == Kind.DOUBLE || b.kind() == Kind.DOUBLE) {
            return new CellRule(true, -1, Math.max(rounding(a), rounding(b)), false);
        }
        boolean decimals = a.kind() == Kind.DECIMAL && b.kind() == Kind.DECIMAL;
        return new CellRule(
                false, decimals ? Math.min(a.scale(), b.scale()) : Math.max(a.scale(), b.scale()), 0, false);
    }

    private static double rounding(ColumnType type) {
        return type.kind() == Kind.DECIMAL ? 0.5 * Math.pow(10, -type.scale()) : 0;
    }

    /** What two cells that are compared exactly must have in common. */
    Object key(Object cell) {
        if (cell instanceof BigDecimal number && scale >= 0) {
            return number.setScale(Math.min(scale, Math.max(number.scale(), 0)), RoundingMode.HALF_UP)
                    .setScale(scale);
        }
        return trimmed && cell instanceof String text ? text.stripTrailing() : cell;
    }

    /** Whether two cells of an approximate column are equal. */
    boolean isClose(Object a, Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        double x = ((Number) a).doubleValue();
        double y = ((Number) b).doubleValue();
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            return Double.compare(x, y) == 0;
        }
        return Math.abs(x - y) <= absolute + RELATIVE * Math.max(Math.abs(x), Math.abs(y));
    }
}
