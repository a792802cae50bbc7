package io.mr3.benchmarks.sharing.chart;

import io.mr3.benchmarks.sharing.chart.Shape.Anchor;
import io.mr3.benchmarks.sharing.chart.Shape.Area;
import io.mr3.benchmarks.sharing.chart.Shape.Path;
import io.mr3.benchmarks.sharing.chart.Shape.Point;
import io.mr3.benchmarks.sharing.chart.Shape.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that change in steps over time: one as an area, one as a line above it.
 *
 * @param seconds at which the numbers end
 * @param latest second that has its place, so that several charts can have the same scale
 * @param highest value that has its place
 */
public record StepChart(String title, Series area, Series line, double seconds, double latest, double highest) {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int RIGHT = 24;
    private static final int TOP = 56;
    private static final int BOTTOM = 48;
    private static final String AREA_COLOUR = "#4c8bc0";
    private static final String LINE_COLOUR = "#c0504c";
    private static final String GRID_COLOUR = "#dddddd";
    private static final int SMALL = 12;
    private static final int LARGE = 16;

    /** What a line shows, in words, and its steps. */
    public record Series(String name, List<Step> steps) {}

    /** So much from so many seconds on; 0 before the first. */
    public record Step(double second, double value) {}

    /** Writes {@code <name>.svg} and {@code <name>.png}; the latter needs a font on this machine. */
    public void write(java.nio.file.Path directory, String name) throws IOException {
        SvgFile.write(drawing(), directory.resolve(name + ".svg"));
        PngFile.write(drawing(), directory.resolve(name + ".png"));
    }

    Drawing drawing() {
        List<Shape> shapes = new ArrayList<>();
        Axis time = Axis.upTo(latest);
        Axis values = Axis.upTo(highest);
        for (double value : values.values()) {
            Point left = new Point(LEFT, y(value, values));
            shapes.add(new Path(List.of(left, new Point(WIDTH - RIGHT, left.y())), GRID_COLOUR, 1));
            shapes.add(new Text(new Point(LEFT - 8, left.y() + 4), whole(value), SMALL, Anchor.END));
        }
        for (double value : time.values()) {
            Point below = new Point(x(value, time), HEIGHT - BOTTOM + 18);
            shapes.add(new Text(below, whole(value), SMALL, Anchor.MIDDLE));
        }
        shapes.add(new Text(new Point(WIDTH - RIGHT, HEIGHT - 10), "seconds", SMALL, Anchor.END));
        shapes.add(new Area(outline(area, time, values), AREA_COLOUR));
        shapes.add(new Path(corners(line, time, values), LINE_COLOUR, 2));
        shapes.add(new Path(
                List.of(
                        new Point(LEFT, TOP),
                        new Point(LEFT, HEIGHT - BOTTOM),
                        new Point(WIDTH - RIGHT, HEIGHT - BOTTOM)),
                Drawing.INK,
                1));
        shapes.add(new Text(new Point(LEFT, 22), title, LARGE, Anchor.START));
        addLegend(shapes, LEFT, AREA_COLOUR, area.name());
        addLegend(shapes, LEFT + (WIDTH - LEFT - RIGHT) / 2, LINE_COLOUR, line.name());
        return new Drawing(WIDTH, HEIGHT, shapes);
    }

    private static void addLegend(List<Shape> shapes, int x, String colour, String name) {
        shapes.add(new Path(List.of(new Point(x, 40), new Point(x + 18, 40)), colour, 6));
        shapes.add(new Text(new Point(x + 26, 44), name, SMALL, Anchor.START));
    }

    private List<Point> outline(Series series, Axis time, Axis values) {
        List<Point> outline = new ArrayList<>(corners(series, time, values));
        outline.add(new Point(x(seconds, time), y(0, values)));
        return outline;
    }

    /** Each step is a horizontal and then a vertical line. */
    private List<Point> corners(Series series, Axis time, Axis values) {
        List<Point> corners = new ArrayList<>(List.of(new Point(x(0, time), y(0, values))));
        double value = 0;
        for (Step step : series.steps) {
            double second = Math.min(Math.max(step.second, 0), seconds);
            corners.add(new Point(x(second, time), y(value, values)));
            value = step.value;
            corners.add(new Point(x(second, time), y(value, values)));
        }
        corners.add(new Point(x(seconds, time), y(value, values)));
        return corners;
    }

    private static double x(double second, Axis time) {
        return LEFT + second / time.end() * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, Axis values) {
        return HEIGHT - BOTTOM - value / values.end() * (HEIGHT - TOP - BOTTOM);
    }

    private static String whole(double value) {
        return Long.toString(Math.round(value));
    }
}
