package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which figures of a node's programs are shown, and what people are told of the others. */
class ReportedFiguresTest {
    private static final Path FIRST = Path.of("/z-first");
    private static final Path SECOND = Path.of("/a-second");

    private final ReportedFigures figures = new ReportedFigures(List.of(FIRST, SECOND));

    private static HealthReport report(String prefix, int count) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            values.put(prefix + i, (double) i);
        }
        return new HealthReport("", values, "");
    }

    @Test
    void whatAProgramNoLongerSaysIsNoLongerShown() {
        assertEquals(Map.of(), figures.shown());
        assertEquals(List.of(), figures.said(SECOND, report("b", 1)));
        figures.said(FIRST, report("a", 2));
        assertEquals(Map.of("a1", 1.0, "a2", 2.0, "b1", 1.0), figures.shown());
        figures.said(FIRST, report("a", 1));
        assertEquals(Map.of("a1", 1.0, "b1", 1.0), figures.shown());
        figures.said(SECOND, HealthReport.complaint("it did not end"));
        assertEquals(Map.of("a1", 1.0), figures.shown());
    }

    @Test
    void theFirstAreShownAndPeopleAreToldWhenOthersBeginToBeLeftOut() {
        assertEquals(List.of(), figures.said(SECOND, report("b", 40)));
        List<String> told = figures.said(FIRST, report("a", 30));
        assertEquals(
                List.of(
                        "figures of the node: expected at most 64, each name from one program, got more; left out are b35"
                                + " of /a-second and what else does not fit"),
                told);
        assertEquals(64, figures.shown().size());
        assertEquals(30.0, figures.shown().get("a30"));
        assertEquals(34.0, figures.shown().get("b34"));
        assertEquals(List.of(), figures.said(FIRST, report("a", 31)), "told once");
        assertEquals(List.of(), figures.said(FIRST, report("a", 24)), "all fit");
        assertEquals(1, figures.said(FIRST, report("a", 25)).size(), "it begins again");
    }

    @Test
    void aNameIsOfTheProgramThatStandsFirst() {
        figures.said(SECOND, new HealthReport("", Map.of("load", 1.0), ""));
        assertEquals(
                1,
                figures.said(FIRST, new HealthReport("", Map.of("load", 2.0), ""))
                        .size());
        assertEquals(Map.of("load", 2.0), figures.shown());
        figures.said(FIRST, HealthReport.NOTHING);
        assertEquals(Map.of("load", 1.0), figures.shown());
    }

    @Test
    void malformedLinesAreToldWhenTheyBegin() {
        HealthReport malformed = new HealthReport("", Map.of("a", 1.0), "METRIC b");
        assertEquals(
                List.of("/z-first: expected METRIC, a name and a finite number, got 'METRIC b'; lines like this are"
                        + " ignored"),
                figures.said(FIRST, malformed));
        assertEquals(Map.of("a", 1.0), figures.shown());
        assertEquals(List.of(), figures.said(FIRST, malformed), "told once");
        figures.said(FIRST, report("a", 1));
        assertEquals(1, figures.said(FIRST, malformed).size(), "it begins again");
    }

    @Test
    void aProgramOfManyFiguresIsSeenToHaveTooMany() {
        HealthOutput output = new HealthOutput();
        for (int i = 1; i <= 1000; i++) {
            output.line("METRIC a" + i + " " + i);
        }
        output.line("METRIC a1 -1");
        assertEquals(1, figures.said(FIRST, output.report("")).size());
        assertEquals(64, figures.shown().size());
        assertEquals(-1.0, figures.shown().get("a1"));
    }
}
