package io.mr3.benchmarks.sharing.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.benchmarks.sharing.chart.StepChart.Series;
import io.mr3.benchmarks.sharing.chart.StepChart.Step;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepChartTest {
    private static final int AREA = 0xff4c8bc0;

    /** Two of at most four workers live in the second half. */
    private static final StepChart CHART = new StepChart(
            "a < b & c",
            new Series("alive", List.of(new Step(50, 2))),
            new Series("so far", List.of(new Step(50, 2), new Step(60, 4))),
            100,
            100,
            4);

    @TempDir
    Path temp;

    @Test
    void stepsAreHorizontalAndVertical() {
        List<Shape.Point> corners = CHART.drawing().shapes().stream()
                .filter(Shape.Area.class::isInstance)
                .map(shape -> ((Shape.Area) shape).corners())
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of(
                        new Shape.Point(56, 272),
                        new Shape.Point(416, 272),
                        new Shape.Point(416, 164),
                        new Shape.Point(776, 164),
                        new Shape.Point(776, 272)),
                corners);
    }

    @Test
    void svgIsXmlWithAllItsWords() throws Exception {
        CHART.write(temp, "chart");
        Path file = temp.resolve("chart.svg");
        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertEquals("svg", root.getNodeName());
        assertTrue(root.getTextContent().contains("a < b & c"));
        assertEquals(1, root.getElementsByTagName("polygon").getLength());
        assertTrue(Files.readString(file).contains("416.0,164.0"));
    }

    @Test
    void pngShowsTheArea() throws IOException {
        CHART.write(temp, "chart");
        Path file = temp.resolve("chart.png");
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(1600, image.getWidth());
        assertEquals(640, image.getHeight());
        assertEquals(AREA, image.getRGB(2 * 600, 2 * 250));
        assertEquals(0xffffffff, image.getRGB(2 * 300, 2 * 250));
    }

    @Test
    void axesEndAtRoundNumbers() {
        assertEquals(new Axis(1, 2), Axis.upTo(2));
        assertEquals(new Axis(1, 1), Axis.upTo(0));
        assertEquals(new Axis(20, 6), Axis.upTo(116));
        assertEquals(new Axis(1000, 7), Axis.upTo(6634));
        assertEquals(List.of(0.0, 1.0, 2.0), Axis.upTo(2).values());
    }
}
