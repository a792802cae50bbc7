package io.mr3.benchmarks.sharing.chart;

import io.mr3.benchmarks.sharing.chart.Shape.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A drawing as PNG, twice as large as its lengths say, for screens with small pixels. */
final class PngFile {
    private static final int PIXELS = 2;

    private final Graphics2D graphics;

    private PngFile(Graphics2D graphics) {
        this.graphics = graphics;
    }

    static void write(Drawing drawing, Path file) throws IOException {
        if (!ImageIO.write(image(drawing), "png", file.toFile())) {
            throw new IOException(file + ": this JDK writes no PNG");
        }
    }

    static BufferedImage image(Drawing drawing) {
        BufferedImage image =
                new BufferedImage(PIXELS * drawing.width(), PIXELS * drawing.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(PIXELS, PIXELS);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.decode(Drawing.WHITE));
            graphics.fillRect(0, 0, drawing.width(), drawing.height());
            drawing.shapes().forEach(new PngFile(graphics)::draw);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private void draw(Shape shape) {
        if (shape instanceof Shape.Path path) {
            graphics.setColor(Color.decode(path.colour()));
            graphics.setStroke(new BasicStroke((float) path.width()));
            graphics.draw(outline(path.corners()));
        } else if (shape instanceof Shape.Area area) {
            Path2D outline = outline(area.corners());
            outline.closePath();
            graphics.setColor(Color.decode(area.colour()));
            graphics.fill(outline);
        } else {
            draw((Shape.Text) shape);
        }
    }

    private void draw(Shape.Text text) {
        graphics.setColor(Color.decode(Drawing.INK));
        graphics.setFont(new Font(Drawing.FONT, Font.PLAIN, text.size()));
        int width = graphics.getFontMetrics().stringWidth(text.words());
        int left =
                switch (text.anchor()) {
                    case START -> 0;
                    case MIDDLE -> width / 2;
                    case END -> width;
                };
        graphics.drawString(
                text.words(), (float) text.at().x() - left, (float) text.at().y());
    }

    private static Path2D outline(List<Point> corners) {
        Path2D outline = new Path2D.Double();
        outline.moveTo(corners.get(0).x(), corners.get(0).y());
        corners.forEach(corner -> outline.lineTo(corner.x(), corner.y()));
        return outline;
    }
}
