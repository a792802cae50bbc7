package io.mr3.benchmarks.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.benchmarks.Medians;
import io.mr3.testkit.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the master of a standalone cluster costs: the real master on one thread, its frames encoded and decoded, without a
 * network and with a disk in memory. Processor time is that of the master's thread; what agents and applications do is left
 * out. Before each thousand heartbeats the processor's caches are filled with something else: an agent's last one was a second
 * ago, of which a loop over a small cluster knows nothing. Exit code 1 if a target is missed.
 */
@Command(name = "standalone-sim", mixinStandardHelpOptions = true)
public final class StandaloneSim implements Callable<Integer> {
    private static final int APPLICATIONS = 100;
    private static final int WORKERS_OF_EACH = 100;
    private static final int RECOVERIES = 5;
    /** Per beat, of the largest cluster over the smallest. */
    private static final double MOST_RATIO = 1.1;
    /** Processors at one beat per agent and second. */
    private static final double MOST_CORES = 0.5;

    private static final int WARM_UP_BEATS = 400_000;

    private final ProcessorCaches caches = new ProcessorCaches();

    @Option(names = "--nodes", defaultValue = "1000,3000,10000", split = ",", description = "sizes of clusters")
    private List<Integer> sizes;

    @Option(names = "--rounds", defaultValue = "15", description = "of heartbeats")
    private int rounds;

    @Option(names = "--out", required = true, description = "JSON file for the result")
    private Path out;

    /** What one size costs, in microseconds and milliseconds of one processor. */
    private static final class Cost {
        /** With the processor's caches full of other things, as they are a second after an agent's last beat. */
        private final List<Double> beatMicros = new ArrayList<>();
        /** One beat right after the other: small clusters fit into the caches. */
        private final List<Double> warmBeatMicros = new ArrayList<>();

        private double placeMillis;
        private long placedAfterMillis;
        private double recoverMillis;
    }

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        System.exit(new CommandLine(new StandaloneSim()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Map<Integer, Fleet> fleets = new LinkedHashMap<>();
        Map<Integer, Cost> costs = new LinkedHashMap<>();
        warmUp();
        for (int nodes : sizes) {
            Fleet fleet = new Fleet(nodes, APPLICATIONS);
            Cost cost = new Cost();
            Fleet.Placed placed = fleet.place(WORKERS_OF_EACH);
            cost.placeMillis = placed.cpuNanos() / 1e6;
            cost.placedAfterMillis = placed.virtual().toMillis();
            List<Double> recoveries = new ArrayList<>();
            for (int i = 0; i < RECOVERIES; i++) {
                recoveries.add(fleet.recover() / 1e6);
            }
            cost.recoverMillis = Medians.of(recoveries);
            costs.put(nodes, cost);
            // heartbeats with as many workers as nodes, lest a small cluster pays for the workers of a large one
            Fleet beating = new Fleet(nodes, APPLICATIONS);
            beating.place(Math.max(1, nodes / APPLICATIONS));
            fleets.put(nodes, beating);
        }
        for (int round = -1; round < rounds; round++) {
            for (int nodes : sizes) {
                Cost cost = costs.get(nodes);
                double warm = microsPerBeat(fleets.get(nodes), nodes, () -> {});
                double cold = microsPerBeat(fleets.get(nodes), nodes, caches::fill);
                if (round >= 0) {
                    cost.warmBeatMicros.add(warm);
                    cost.beatMicros.add(cold);
                }
            }
        }
        return report(costs) ? 0 : 1;
    }

    /** Sizes come by turns, each with as many beats, so that what else the machine does meets all. */
    private double microsPerBeat(Fleet fleet, int nodes, Runnable between) {
        int seconds = Math.max(1, sizes.get(sizes.size() - 1) / nodes);
        long nanos = 0;
        for (int i = 0; i < seconds; i++) {
            nanos += fleet.second(between);
        }
        return nanos / 1e3 / seconds / nodes;
    }

    private void warmUp() {
        Fleet fleet = new Fleet(1000, APPLICATIONS);
        fleet.place(WORKERS_OF_EACH);
        for (int i = 0; i < WARM_UP_BEATS / 1000; i++) {
            fleet.second(() -> {});
        }
        for (int i = 0; i < RECOVERIES; i++) {
            fleet.recover();
            new Fleet(1000, APPLICATIONS).place(WORKERS_OF_EACH);
        }
    }

    /** Prints and writes the result; whether all targets are met. */
    private boolean report(Map<Integer, Cost> costs) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("benchmark", "standalone-sim").put("made", Provenance.line());
        result.put("applications", APPLICATIONS).put("workers", APPLICATIONS * WORKERS_OF_EACH);
        ObjectNode bySize = result.putObject("nodes");
        System.out.printf(
                "%8s %14s %10s %18s %21s %13s %16s%n",
                "nodes",
                "CPU us / beat",
                "warm",
                "cores at 1 beat/s",
                "CPU ms, place 10,000",
                "placed in ms",
                "CPU ms, recover");
        costs.forEach((nodes, cost) -> {
            double micros = Medians.of(cost.beatMicros);
            System.out.printf(
                    "%8d %14.2f %10.2f %18.3f %21.0f %13d %16.0f%n",
                    nodes,
                    micros,
                    Medians.of(cost.warmBeatMicros),
                    micros * nodes / 1e6,
                    cost.placeMillis,
                    cost.placedAfterMillis,
                    cost.recoverMillis);
            bySize.putObject(Integer.toString(nodes))
                    .put("cpuMicrosPerBeat", micros)
                    .put("cpuMicrosPerBeatWarm", Medians.of(cost.warmBeatMicros))
                    .put("coresAtOneBeatPerSecond", micros * nodes / 1e6)
                    .put("cpuMillisToPlace", cost.placeMillis)
                    .put("virtualMillisToPlace", cost.placedAfterMillis)
                    .put("cpuMillisToRecover", cost.recoverMillis)
                    .set("rounds", json.valueToTree(cost.beatMicros));
        });
        int least = sizes.get(0);
        int most = sizes.get(sizes.size() - 1);
        double small = Medians.of(costs.get(least).beatMicros);
        double large = Medians.of(costs.get(most).beatMicros);
        ObjectNode growth = result.putObject("growthExponents");
        exponent(growth, "heartbeats", small * least, large * most);
        exponent(growth, "placement", costs.get(least).placeMillis, costs.get(most).placeMillis);
        exponent(growth, "recovery", costs.get(least).recoverMillis, costs.get(most).recoverMillis);
        result.put("beatCostRatio", large / small);
        System.out.printf(
                "%ncost per beat, %d nodes over %d: %.3f (target: at most %.1f)%n",
                most, least, large / small, MOST_RATIO);
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        return large / small <= MOST_RATIO && large * most / 1e6 <= MOST_CORES;
    }

    /** By which power of the number of nodes the cost grows. */
    private void exponent(ObjectNode growth, String what, double small, double large) {
        double nodes = (double) sizes.get(sizes.size() - 1) / sizes.get(0);
        double exponent = sizes.size() < 2 ? 0 : Math.log(large / small) / Math.log(nodes);
        growth.put(what, exponent);
        System.out.printf("%-12s grows with the number of nodes to the power of %.2f%n", what, exponent);
    }
}
