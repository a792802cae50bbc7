package io.mr3.benchmarks.sharing;

import io.mr3.benchmarks.sharing.chart.StepChart;
import java.util.ArrayList;
import java.util.List;

/** Workers over time, a chart for each run; all to the same scale. */
final class SharingCharts {
    private final double seconds;
    private final double highest;

    SharingCharts(List<MeasuredRun> runs) {
        seconds = runs.stream()
                .mapToDouble(run -> run.figures().wallSeconds())
                .max()
                .orElseThrow();
        highest = runs.stream()
                .mapToDouble(run -> run.figures().allocated())
                .max()
                .orElseThrow();
    }

    /** The chart of a run. */
    StepChart of(MeasuredRun run, String title) {
        RunFigures figures = run.figures();
        String words = String.format(
                "%s: %d DAGs, %d workers, %.0f s", title, figures.dags(), figures.allocated(), figures.wallSeconds());
        return new StepChart(
                words,
                new StepChart.Series("workers alive", steps(run, run.timeline().aliveOverTime())),
                new StepChart.Series(
                        "workers allocated so far", steps(run, run.timeline().allocatedOverTime())),
                figures.wallSeconds(),
                seconds,
                highest);
    }

    /** From the first statement to the last rows. */
    private static List<StepChart.Step> steps(MeasuredRun run, List<WorkerTimeline.Step> steps) {
        List<StepChart.Step> inSeconds = new ArrayList<>();
        for (WorkerTimeline.Step step : steps) {
            if (step.atMillis() <= run.endedMillis()) {
                inSeconds.add(new StepChart.Step((step.atMillis() - run.beganMillis()) / 1000.0, step.workers()));
            }
        }
        return inSeconds;
    }
}
