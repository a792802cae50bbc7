package io.mr3.rm.standalone.simulation;

/** Runs seeds of the simulation until one fails: {@code ClusterSeedSearch <first> <count>}. */
public final class ClusterSeedSearch {
    private ClusterSeedSearch() {}

    /** Prints the seed that failed, and what; exits with 1 then, with 0 if none did. */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        long start = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            try {
                ClusterSimulation.run(seed);
            } catch (Exception | Error failure) {
                System.out.println("seed " + seed + " " + failure);
                System.exit(1);
            }
        }
        System.out.println(count + " seeds in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        System.exit(0);
    }
}
