package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.hive.compare.SqlAnswer.Question;
import io.mr3.hive.shell.EngineChoice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hive in a JVM of its own, on one engine, with a data directory of its own. What the JVM prints is kept in that directory. */
public final class HiveProcess implements Engine {
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(5);
    private static final int LAST_LINES = 15;

    /** For Hive, and for a thread worker of four small slots. */
    private static final String HEAP = "-Xmx1536m";

    private final String name;
    private final Path printed;
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "answers");
        thread.setDaemon(true);
        return thread;
    });

    private HiveProcess(String name, Path printed, Process process) {
        this.name = name;
        this.printed = printed;
        this.process = process;
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts Hive on stock Tez in local mode, whose launcher settings pin it to one task at a time: with more, tasks share
     * an operator tree and the judge itself is wrong.
     *
     * @param data directory for metastore, warehouse and logs; made if it is missing
     */
    public static HiveProcess stockTez(Path data) {
        return start(EngineChoice.TEZ, System.getProperty("java.class.path"), data, Map.of());
    }

    /**
     * Starts Hive on mr3.
     *
     * @param data directory for metastore, warehouse, event log and logs; made if it is missing
     * @param settings of Hive's session and of mr3, over those of {@code form}
     */
    public static HiveProcess mr3(WorkerForm form, Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(form.settings());
        all.putAll(settings);
        return start(EngineChoice.MR3, System.getProperty("java.class.path"), data, all);
    }

    /**
     * Starts Hive and returns when it takes statements.
     *
     * @param classPath Hive, the engine and the tests of this module
     * @param settings Hive settings of the session
     * @throws StatementFailed if it does not start; says what it printed last
     */
    public static HiveProcess start(EngineChoice engine, String classPath, Path data, Map<String, String> settings) {
        String word = engine.name().toLowerCase(Locale.ROOT);
        Path home = Path.of("..").toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("conf/jvm.options"),
                HEAP,
                "-Dmr3.home=" + home,
                "-cp",
                classPath,
                SqlRunner.class.getName(),
                "--engine=" + word,
                "--hiveconf",
                // a remembered result would compare nothing
                "hive.query.results.cache.enabled=false"));
        settings.forEach((key, value) -> command.addAll(List.of("--hiveconf", key + "=" + value)));
        try {
            Path printed = Files.createDirectories(data.resolve("logs")).resolve("sql-runner.txt");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(printed.toFile());
            builder.environment().put("MR3_DATA", data.toAbsolutePath().toString());
            HiveProcess hive = new HiveProcess(word, printed, builder.start());
            try {
                hive.answer("start");
            } catch (StatementFailed e) {
                hive.close();
                throw e;
            }
            return hive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Rows run(String statement) {
        try {
            questions.write(json.writeValueAsString(new Question(statement)) + "\n");
            questions.flush();
        } catch (IOException e) {
            throw new StatementFailed(name, statement, "its process has ended; it printed last\n" + lastPrinted());
        }
        SqlAnswer answer = answer(statement);
        return Rows.of(answer.types().stream().map(ColumnType::parse).toList(), answer.rows());
    }

    private SqlAnswer answer(String statement) {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::readLine, reader);
        try {
            String text = line.get(LONGEST_STATEMENT.toSeconds(), TimeUnit.SECONDS);
            if (text == null) {
                throw new StatementFailed(name, statement, "its process has ended; it printed last\n" + lastPrinted());
            }
            SqlAnswer answer = json.readValue(text, SqlAnswer.class);
            if (answer.error() != null) {
                throw new StatementFailed(name, statement, answer.error());
            }
            return answer;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new StatementFailed(name, statement, "no answer in " + LONGEST_STATEMENT.toMinutes() + " minutes");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StatementFailed(name, statement, "interrupted");
        } catch (ExecutionException | IOException e) {
            throw new StatementFailed(name, statement, e.toString());
        }
    }

    private String readLine() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastPrinted() {
        try {
            List<String> lines = Files.readAllLines(printed);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing that can be read: " + e.getMessage();
        }
    }

    /** Lets Hive end its session; kills it if that takes long. */
    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            reader.shutdownNow();
        }
    }
}
