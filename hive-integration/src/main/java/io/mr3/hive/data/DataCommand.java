package io.mr3.hive.data;

import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Main of {@code bin/mr3-data}. Reports on stderr: its caller may be a script whose output is compared. */
@Command(
        name = "mr3-data",
        description = "Makes the tables of TPC-H or TPC-DS as text, columns parted by '|', one directory per table.",
        sortOptions = false)
public final class DataCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "tpch|tpcds", description = "which tables", converter = BenchmarkWord.class)
    private Benchmark benchmark;

    @Option(
            names = "--scale",
            required = true,
            paramLabel = "S",
            description = "size; 1 is about one gigabyte",
            converter = Scale.class)
    private BigDecimal scale;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where; default is datasets/<tables>-<scale> in the data directory ($MR3_DATA or ~/.mr3)")
    private Path out;

    @Option(names = "--help", usageHelp = true, description = "this text")
    private boolean help;

    /**
     * @param args the words after {@code bin/mr3-data}
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DataCommand())
                .setParameterExceptionHandler((e, args) -> {
                    boolean ours = e.getCause() instanceof BadInput;
                    return complain(e.getCommandLine(), ours ? e.getCause().getMessage() : e.getMessage());
                })
                .setExecutionExceptionHandler((e, commandLine, result) -> {
                    if (e instanceof BadInput) {
                        return complain(commandLine, e.getMessage());
                    }
                    throw e;
                });
    }

    private static int complain(CommandLine commandLine, String message) {
        commandLine.getErr().println("mr3-data: " + message);
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        DataSet dataSet = new DataSet(benchmark, scale, out == null ? defaultDirectory() : out);
        boolean made = dataSet.make();
        String name = benchmark.word() + " at scale " + DataSet.text(scale);
        System.err.println("mr3-data: " + name + (made ? " made in " : " is already in ") + dataSet.directory());
        return CommandLine.ExitCode.OK;
    }

    private Path defaultDirectory() {
        DataDirectory data = DataDirectory.locate(System.getenv(), System.getProperty("user.home"));
        return data.dataSets().resolve(benchmark.word() + "-" + DataSet.text(scale));
    }

    private static final class BenchmarkWord implements CommandLine.ITypeConverter<Benchmark> {
        @Override
        public Benchmark convert(String word) {
            return Benchmark.of(word);
        }
    }

    private static final class Scale implements CommandLine.ITypeConverter<BigDecimal> {
        private static final BigDecimal LARGEST = BigDecimal.valueOf(100_000);

        @Override
        public BigDecimal convert(String word) {
            try {
                BigDecimal scale = new BigDecimal(word);
                if (scale.signum() > 0 && scale.compareTo(LARGEST) <= 0) {
                    return scale;
                }
            } catch (NumberFormatException e) {
                // said below, as for numbers out of range
            }
            throw new BadInput("--scale takes a number above 0 and up to " + LARGEST + ", not '" + word + "'");
        }
    }
}
