package io.mr3.benchmarks.sharing.chart;

import java.util.List;

/**
 * Shapes on white, the later ones above.
 *
 * @param width pixels
 * @param height pixels
 */
record Drawing(int width, int height, List<Shape> shapes) {
    static final String WHITE = "#ffffff";
    static final String INK = "#202020";
    static final String FONT = "SansSerif";
}
