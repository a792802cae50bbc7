package io.mr3.hive.faults;

import io.mr3.hive.compare.Engine;
import io.mr3.testkit.CompiledJar;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A function of a user's that misbehaves at one number of {@code spread}, in the way that its first argument names. Where
 * that is the path of a file, it waits until there is such a file, at any number.
 */
final class Misbehaving {
    private static final String CLASS = "brought.Misbehaving";

    private static final String SOURCE = """
            package brought;
            import java.lang.reflect.Field;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.locks.LockSupport;
            public final class Misbehaving extends org.apache.hadoop.hive.ql.exec.UDF {
                private static volatile long turns;
                private boolean hasWaited;
                public Long evaluate(String way, Long k) {
                    if (way.startsWith("/")) {
                        waitFor(Path.of(way));
                    } else if (k == 100_000) {
                        switch (way) {
                            case "throws" -> throw new IllegalStateException("cannot count as far as " + k);
                            case "exits" -> System.exit(3);
                            case "crashes" -> crash();
                            case "exhausts" -> exhaust();
                            case "loops" -> loop();
                            default -> throw new IllegalArgumentException(way);
                        }
                    }
                    return k;
                }
                private void waitFor(Path file) {
                    while (!hasWaited) {
                        LockSupport.parkNanos(1_000_000);
                        hasWaited = Files.exists(file);
                    }
                }
                private static void crash() {
                    try {
                        // by name: the compiler would warn of it
                        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                        Field only = unsafe.getDeclaredField("theUnsafe");
                        only.setAccessible(true);
                        unsafe.getMethod("putAddress", long.class, long.class).invoke(only.get(null), 0, 0);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
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

    /** Makes it a function of the session, by the name {@code misbehave}. */
    static void add(Path jar, Engine session) {
        session.run("add jar " + jar);
        session.run("create temporary function misbehave as '" + CLASS + "'");
    }

    /** Asks for all numbers in 7 tasks, of which one misbehaves. */
    static String query(String way) {
        return "select count(misbehave('" + way + "', k)) from spread";
    }
}
