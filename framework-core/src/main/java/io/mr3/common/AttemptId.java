package io.mr3.common;

/**
 * One attempt at a task; {@code number} counts from 0 and is also the version of everything the attempt outputs. Text
 * form as in Tez: {@code attempt_…_<task>_<number>}.
 */
public record AttemptId(TaskId task, int number) {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not an attempt id
     */
    public static AttemptId parse(String text) {
        String[] p = IdText.split(text, "attempt", 6);
        AppId app = new AppId(IdText.number(text, p[0]), (int) IdText.number(text, p[1]));
        VertexId vertex =
                new VertexId(new DagId(app, (int) IdText.number(text, p[2])), (int) IdText.number(text, p[3]));
        return new AttemptId(new TaskId(vertex, (int) IdText.number(text, p[4])), (int) IdText.number(text, p[5]));
    }

    /** The DAG that this attempt belongs to. */
    public DagId dag() {
        return task.vertex().dag();
    }

    /** The vertex that this attempt belongs to. */
    public VertexId vertex() {
        return task.vertex();
    }

    @Override
    public String toString() {
        return "attempt_" + task.suffix() + "_" + number;
    }
}
