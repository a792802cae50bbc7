package io.mr3.common;

/**
 * A ContainerWorker of one DAGAppMaster. {@code number} counts from 1 over all groups and is never used again, so the id
 * is its own incarnation: a worker declared lost can never come back under it. Text form: {@code worker-<number>}.
 */
public record WorkerId(int number) {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a worker id
     */
    public static WorkerId parse(String text) {
        if (!text.startsWith("worker-")) {
            throw new IllegalArgumentException("expected worker id, got '" + text + "'");
        }
        return new WorkerId((int) IdText.number(text, text.substring("worker-".length())));
    }

    @Override
    public String toString() {
        return "worker-" + number;
    }
}
