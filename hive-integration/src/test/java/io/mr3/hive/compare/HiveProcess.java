package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.hive.compare.SqlAnswer.Question;
import io.mr3.hive.shell.EngineChoice;
import io.mr3.rm.standalone.testkit.ClusterProcesses;
import java.io.BufferedReader;
import java.io.File;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hive in a JVM of its own, on one engine, with a data directory of its own. What the JVM prints is kept in that directory. */
public final class HiveProcess implements Engine {
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(5);
    private static final int LAST_LINES = 15;

    /** For Hive, and for a thread worker of four small slots. */
    private static final String HEAP = "-Xmx1536m";

    private static final Optional<SqlAnswer> NO_MORE = Optional.empty();

    private final String name;
    private final Path printed;
    private final Process process;
    private final Writer questions;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Session first;
    private ClusterProcesses cluster;

    private HiveProcess(String name, Path printed, Process process) {
        this.name = name;
        this.printed = printed;
        this.process = process;
        questions = process.outputWriter(StandardCharsets.UTF_8);
        first = new Session(SqlAnswer.FIRST_SESSION);
        sessions.put(first.id, first);
        Thread reader = new Thread(this::readAnswers, "answers");
        reader.setDaemon(true);
        reader.start();
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
     * @param moreClasses for the class paths of Hive and of workers
     */
    public static HiveProcess mr3(WorkerForm form, Path data, Map<String, String> settings, Path... moreClasses) {
        return mr3(form, form.cluster(data.resolve("cluster")), data, settings, moreClasses);
    }

    /** As above, with workers from {@code cluster}, which is closed with it. */
    public static HiveProcess onCluster(ClusterProcesses cluster, Path data, Map<String, String> settings) {
        return mr3(WorkerForm.STANDALONE, Optional.of(cluster), data, settings);
    }

    private static HiveProcess mr3(
            WorkerForm form,
            Optional<ClusterProcesses> cluster,
            Path data,
            Map<String, String> settings,
            Path... moreClasses) {
        Map<String, String> all = new HashMap<>(form.settings());
        cluster.ifPresent(started -> all.putAll(started.clientSettings()));
        all.putAll(settings);
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (Path more : moreClasses) {
            classPath.append(File.pathSeparator).append(more);
        }
        try {
            HiveProcess hive = start(EngineChoice.MR3, classPath.toString(), data, all);
            hive.cluster = cluster.orElse(null);
            return hive;
        } catch (RuntimeException | Error e) {
            cluster.ifPresent(ClusterProcesses::close);
            throw e;
        }
    }

    /** The cluster that its workers come from; closed with it. */
    public Optional<ClusterProcesses> cluster() {
        return Optional.ofNullable(cluster);
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
                hive.first.answer("start");
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
        return first.run(statement);
    }

    /** See {@link Session#runAsync}. */
    public CompletableFuture<Rows> runAsync(String statement) {
        return first.runAsync(statement);
    }

    /** See {@link Session#cancel}. */
    public void cancel() {
        first.cancel();
    }

    /** Opens one more session in this process, on the same engine. */
    public Session openSession(String id) {
        Session session = new Session(id);
        if (sessions.putIfAbsent(id, session) != null) {
            throw new IllegalArgumentException("there is a session " + id);
        }
        session.ask(new Question(id, "set hive.session.id"));
        session.answer("start");
        session.answer("set hive.session.id");
        return session;
    }

    /** Hive's process; workers in processes of their own are its children. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    private void readAnswers() {
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                SqlAnswer answer = json.readValue(line, SqlAnswer.class);
                sessions.get(answer.session()).answers.add(Optional.of(answer));
            }
        } catch (IOException e) {
            // the process has ended, and sessions say so
        } finally {
            sessions.values().forEach(session -> session.answers.add(NO_MORE));
        }
    }

    /** One Hive session; ends with its process. */
    public final class Session implements Engine {
        private final String id;
        private final BlockingQueue<Optional<SqlAnswer>> answers = new LinkedBlockingQueue<>();

        private Session(String id) {
            this.id = id;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Rows run(String statement) {
            ask(new Question(id, statement));
            SqlAnswer answer = answer(statement);
            return Rows.of(answer.types().stream().map(ColumnType::parse).toList(), answer.rows());
        }

        /** Runs a statement while the caller does something else; no other of this session may run meanwhile. */
        public CompletableFuture<Rows> runAsync(String statement) {
            return CompletableFuture.supplyAsync(() -> run(statement), work -> new Thread(work, "statement").start());
        }

        /** Cancels the statement that runs, which then fails; harmless if none does. */
        public void cancel() {
            ask(new Question(id, null));
        }

        private void ask(Question question) {
            try {
                synchronized (questions) {
                    questions.write(json.writeValueAsString(question) + "\n");
                    questions.flush();
                }
            } catch (IOException e) {
                throw ended(question.sql());
            }
        }

        private SqlAnswer answer(String statement) {
            try {
                Optional<SqlAnswer> answer = answers.poll(LONGEST_STATEMENT.toSeconds(), TimeUnit.SECONDS);
                if (answer == null) {
                    process.destroyForcibly();
                    throw new StatementFailed(
                            name, statement, "no answer in " + LONGEST_STATEMENT.toMinutes() + " minutes");
                }
                if (answer.isEmpty()) {
                    throw ended(statement);
                }
                if (answer.get().error() != null) {
                    throw new StatementFailed(name, statement, answer.get().error());
                }
                return answer.get();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new StatementFailed(name, statement, "interrupted");
            }
        }

        private StatementFailed ended(String statement) {
            return new StatementFailed(name, statement, "its process has ended; it printed last\n" + lastPrinted());
        }

        @Override
        public void close() {
            // the process closes all its sessions
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

    /** Lets Hive end its session; kills it if that takes long. A cluster that it has for itself ends, too. */
    @Override
    public void close() {
        try {
            closeProcess();
        } finally {
            cluster().ifPresent(ClusterProcesses::close);
        }
    }

    private void closeProcess() {
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
        }
    }
}
