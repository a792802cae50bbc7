package io.mr3.benchmarks.sharing.chart;

import io.mr3.benchmarks.sharing.chart.Shape.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing as SVG. */
final class SvgFile {
    private SvgFile() {}

    static void write(Drawing drawing, Path file) throws IOException {
        Files.writeString(file, text(drawing));
    }

    static String text(Drawing drawing) {
        String size = "width=\"" + drawing.width() + "\" height=\"" + drawing.height() + "\"";
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" " + size + " font-family=\"sans-serif\">\n"
                + "<rect " + size + " fill=\"" + Drawing.WHITE + "\"/>\n"
                + drawing.shapes().stream().map(SvgFile::element).collect(Collectors.joining())
                + "</svg>\n";
    }

    private static String element(Shape shape) {
        if (shape instanceof Shape.Path path) {
            return "<polyline points=\"" + points(path.corners()) + "\" fill=\"none\" stroke=\"" + path.colour()
                    + "\" stroke-width=\"" + number(path.width()) + "\"/>\n";
        }
        if (shape instanceof Shape.Area area) {
            return "<polygon points=\"" + points(area.corners()) + "\" fill=\"" + area.colour() + "\"/>\n";
        }
        Shape.Text text = (Shape.Text) shape;
        return "<text x=\"" + number(text.at().x()) + "\" y=\""
                + number(text.at().y()) + "\" font-size=\"" + text.size() + "\" text-anchor=\""
                + text.anchor().name().toLowerCase(Locale.ROOT) + "\" fill=\"" + Drawing.INK + "\">"
                + escaped(text.words()) + "</text>\n";
    }

    private static String points(List<Point> corners) {
        return corners.stream()
                .map(corner -> number(corner.x()) + "," + number(corner.y()))
                .collect(Collectors.joining(" "));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
