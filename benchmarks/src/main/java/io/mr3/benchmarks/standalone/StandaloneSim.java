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
 * out. Exit code 1 if a target is missed.
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

    @Option(names = "--nodes", defaultValue = "1000,3000,10000", split = ",", description = "sizes of clusters")
    private List<Integer> sizes;

    @Option(names = "--rounds", defaultValue = "15", description = "of heartbeats")
    private int rounds;

    @Option(names = "--out", required = true, description = "JSON file for the result")
    private Path out;

    /** What one size costs, in microseconds and milliseconds of one processor. */
    private static final class Cost {
        private final List<Double> beatMicros = new ArrayList<>();
        private double placeMillis;
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
            cost.placeMillis = fleet.place(WORKERS_OF_EACH) / 1e6;
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
        // all sizes by turns, each with as many beats, so that what else the machine does meets all
        int beats = sizes.get(sizes.size() - 1);
        for (int round = -1; round < rounds; round++) {
            for (int nodes : sizes) {
                long nanos = 0;
                int seconds = Math.max(1, beats / nodes);
                for (int i = 0; i < seconds; i++) {
                    nanos += fleets.get(nodes).second();
                }
                if (round >= 0) {
                    costs.get(nodes).beatMicros.add(nanos / 1e3 / seconds / nodes);
                }
            }
        }
        return report(costs) ? 0 : 1;
    }

    private void warmUp() {
        Fleet fleet = new Fleet(1000, APPLICATIONS);
        fleet.place(WORKERS_OF_EACH);
        for (int i = 0; i < WARM_UP_BEATS / 1000; i++) {
            fleet.second();
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
                "%10s %16s %22s %22s %14s%n",
                "nodes", "CPU us / beat", "cores at 1 beat/s", "CPU ms, place 10,000", "recover ms");
        costs.forEach((nodes, cost) -> {
            double micros = Medians.of(cost.beatMicros);
            System.out.printf(
                    "%10d %16.2f %22.3f %22.0f %14.0f%n",
                    nodes, micros, micros * nodes / 1e6, cost.placeMillis, cost.recoverMillis);
            bySize.putObject(Integer.toString(nodes))
                    .put("cpuMicrosPerBeat", micros)
                    .put("coresAtOneBeatPerSecond", micros * nodes / 1e6)
                    .put("cpuMillisToPlace", cost.placeMillis)
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
