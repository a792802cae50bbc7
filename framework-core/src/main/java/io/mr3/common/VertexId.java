package io.mr3.common;

/**
 * A vertex; {@code index} is its position in the DAG's plan, from 0. Text form as in Tez:
 * {@code vertex_<ts>_<app>_<dag>_<index>}.
 */
public record VertexId(DagId dag, int index) {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a vertex id
     */
    public static VertexId parse(String text) {
        String[] p = IdText.split(text, "vertex", 4);
        AppId app = new AppId(IdText.number(text, p[0]), (int) IdText.number(text, p[1]));
        return new VertexId(new DagId(app, (int) IdText.number(text, p[2])), (int) IdText.number(text, p[3]));
    }

    String suffix() {
        return dag.suffix() + "_" + IdText.padded(index, 2);
    }

    @Override
    public String toString() {
        return "vertex_" + suffix();
    }
}
