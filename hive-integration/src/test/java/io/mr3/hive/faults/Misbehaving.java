package io.mr3.hive.faults;

import io.mr3.testkit.CompiledJar;
import java.io.IOException;
import java.nio.file.Path;

/** A function of a user's that misbehaves at one number of {@code spread}, in the way that its first argument names. */
final class Misbehaving {
    static final String CLASS = "brought.Misbehaving";

    private static final String SOURCE = """
            package brought;
            import java.util.ArrayList;
            import java.util.List;
            public final class Misbehaving extends org.apache.hadoop.hive.ql.exec.UDF {
                private static volatile long turns;
                public Long evaluate(String way, Long k) {
                    if (k == 100_000) {
                        switch (way) {
                            case "throws" -> throw new IllegalStateException("cannot count as far as " + k);
                            case "exits" -> System.exit(3);
                            case "exhausts" -> exhaust();
                            case "loops" -> loop();
                            default -> throw new IllegalArgumentException(way);
                        }
                    }
                    return k;
                }
                private static void exhaust() {
                    List<long[]> all = new ArrayList<>();
                    while (true) {
                        all.add(new long[1 << 20]);
                    }
                }
                private static void loop() {
                    while (true) {
                        turns++;
                    }
                }
            }
            """;

    private Misbehaving() {}

    /** @param directory for the jar */
    static Path jar(Path directory) throws IOException {
        return CompiledJar.of(directory, CLASS, SOURCE);
    }

    /** Asks for all numbers in 7 tasks, of which one misbehaves. */
    static String query(String way) {
        return "select count(misbehave('" + way + "', k)) from spread";
    }
}
