package io.mr3.common;

/** A task; {@code index} counts from 0 within its vertex. Text form as in Tez: {@code task_…_<vertex>_<index>}. */
public record TaskId(VertexId vertex, int index) {
    String suffix() {
        return vertex.suffix() + "_" + IdText.padded(index, 6);
    }

    @Override
    public String toString() {
        return "task_" + suffix();
    }
}
