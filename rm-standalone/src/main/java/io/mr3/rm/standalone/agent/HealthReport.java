package io.mr3.rm.standalone.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of a health program came to.
 *
 * @param complaint one line that says what is wrong; empty if nothing is
 * @param figures by name, in the order in which the program named them
 * @param malformed a line that begins as a figure and is none; empty if there was no such line
 */
record HealthReport(String complaint, Map<String, Double> figures, String malformed) {
    static final HealthReport NOTHING = new HealthReport("", Map.of(), "");

    HealthReport {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Of a program that says nothing else, or whose words do not count. */
    static HealthReport complaint(String text) {
        return new HealthReport(text, Map.of(), "");
    }
}
