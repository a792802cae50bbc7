package io.mr3.benchmarks.sharing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.testkit.GeneratedSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where an experiment leaves its numbers and pictures; those of other scales stay. */
enum ResultFiles {
    /** What is published: a section of a page of {@code docs} too. */
    IN_REPOSITORY(Path.of("results"), Path.of("..", "docs", "experiments")) {
        @Override
        void write(SharingReport report) throws IOException {
            super.write(report);
            new GeneratedSection("experiments.md", SharingExperiment.class, "scale " + report.scale())
                    .write("### Scale " + report.scale() + "\n\n" + report.markdown()
                            + picture(report, report.firstWord()) + picture(report, GroupMode.OPEN.word()));
        }
    },
    /** Parts of the experiment, and controls. */
    BESIDE_BUILD(Path.of("target", "sharing"), Path.of("target", "sharing"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path numbers;
    private final Path pictures;

    ResultFiles(Path numbers, Path pictures) {
        this.numbers = numbers;
        this.pictures = pictures;
    }

    void write(SharingReport report) throws IOException {
        Path file = Files.createDirectories(numbers).resolve("sharing.json");
        ObjectNode all = Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
        all.set("scale " + report.scale(), report.json());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        SharingCharts charts = new SharingCharts(List.of(report.own(), report.shared()));
        Files.createDirectories(pictures);
        charts.of(report.own(), report.firstMode().title()).write(pictures, name(report, report.firstWord()));
        charts.of(report.shared(), GroupMode.OPEN.title()).write(pictures, name(report, GroupMode.OPEN.word()));
        System.out.println("written to " + file + " and " + pictures);
    }

    private static String name(SharingReport report, String run) {
        return "sharing-" + report.scale() + "-" + run;
    }

    private static String picture(SharingReport report, String run) {
        return "\n![Workers over time, " + run + "](experiments/" + name(report, run) + ".svg)\n";
    }
}
