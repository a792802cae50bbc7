package io.mr3.benchmarks.sharing.chart;

import java.util.List;

/** What a drawing is made of; lengths in pixels, from the upper left corner, colours as {@code #rrggbb}. */
sealed interface Shape {
    /** A corner. */
    record Point(double x, double y) {}

    /** Lines from corner to corner. */
    record Path(List<Point> corners, String colour, double width) implements Shape {}

    /** What lies between the corners. */
    record Area(List<Point> corners, String colour) implements Shape {}

    /** Words. */
    record Text(Point at, String words, int size, Anchor anchor) implements Shape {}

    /** Which part of the words is at their point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }
}
