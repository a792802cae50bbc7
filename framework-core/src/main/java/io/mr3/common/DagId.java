package io.mr3.common;

/** A DAG of one application; {@code number} counts from 1. Text form as in Tez: {@code dag_<ts>_<app>_<number>}. */
public record DagId(AppId app, int number) {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a DAG id
     */
    public static DagId parse(String text) {
        String[] p = IdText.split(text, "dag", 3);
        return new DagId(
                new AppId(IdText.number(text, p[0]), (int) IdText.number(text, p[1])), (int) IdText.number(text, p[2]));
    }

    String suffix() {
        return app.suffix() + "_" + number;
    }

    @Override
    public String toString() {
        return "dag_" + suffix();
    }
}
