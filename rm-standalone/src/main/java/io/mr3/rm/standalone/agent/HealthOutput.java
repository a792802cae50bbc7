package io.mr3.rm.standalone.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a health program prints, line by line. Not thread-safe. */
final class HealthOutput {
    private static final String ERROR = "ERROR";
    private static final Pattern BEGINS_A_FIGURE = Pattern.compile("METRIC(\\s.*)?");
    private static final Pattern FIGURE = Pattern.compile("METRIC\\s+([a-zA-Z_][a-zA-Z0-9_]{0,63})\\s+"
            + "([-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?)\\s*");
    /** One more than a node has, so that it is seen that there are more. */
    private static final int MOST = ReportedFigures.MOST + 1;

    private static final int MOST_SHOWN = 100;

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private String error;
    private String malformed = "";

    void line(String line) {
        if (error == null && line.startsWith(ERROR)) {
            error = line;
        } else if (BEGINS_A_FIGURE.matcher(line).matches()) {
            figure(line);
        }
    }

    private void figure(String line) {
        Matcher figure = FIGURE.matcher(line);
        double value = figure.matches() ? Double.parseDouble(figure.group(2)) : Double.NaN;
        if (Double.isFinite(value)) {
            if (figures.size() < MOST || figures.containsKey(figure.group(1))) {
                figures.put(figure.group(1), value);
            }
        } else if (malformed.isEmpty()) {
            malformed = line.substring(0, Math.min(MOST_SHOWN, line.length())).replaceAll("[^ -~]", "?");
        }
    }

    /** The first line that says what is wrong. */
    Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Of a name that is said again the last value counts. */
    HealthReport report(String complaint) {
        return new HealthReport(complaint, figures, malformed);
    }
}
