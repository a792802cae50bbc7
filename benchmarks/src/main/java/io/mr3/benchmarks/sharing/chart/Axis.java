package io.mr3.benchmarks.sharing.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Values from 0 to a round one, and the round values between that are worth a mark. */
record Axis(double step, int marks) {
    private static final int MOST_MARKS = 8;

    /** An axis on which {@code largest} has its place. */
    static Axis upTo(double largest) {
        double decade = Math.pow(10, Math.floor(Math.log10(Math.max(largest, 1) / MOST_MARKS)));
        // workers and seconds are marked by whole numbers
        double step = DoubleStream.of(decade, 2 * decade, 5 * decade, 10 * decade)
                .filter(width -> width >= 1 && largest / width <= MOST_MARKS)
                .findFirst()
                .orElseThrow();
        return new Axis(step, Math.max(1, (int) Math.ceil(largest / step)));
    }

    double end() {
        return step * marks;
    }

    List<Double> values() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i <= marks; i++) {
            values.add(i * step);
        }
        return values;
    }
}
