package io.mr3.hive.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.hive.common.io.SessionStream;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.ql.IDriver;
import org.apache.hadoop.hive.ql.processors.CommandProcessor;
import org.apache.hadoop.hive.ql.processors.CommandProcessorException;
import org.apache.hadoop.hive.ql.processors.CommandProcessorFactory;
import org.apache.hadoop.hive.ql.session.SessionState;

/** One Hive session of {@link SqlRunner}, on a thread of its own. */
final class SqlSession {
    private static final String LINE = "string";

    private final String name;
    private final HiveConf conf;
    private final Consumer<SqlAnswer> answers;
    private final ExecutorService thread;
    private volatile IDriver running;

    /** Opens a session, and answers once when it is open. */
    SqlSession(String name, HiveConf conf, Consumer<SqlAnswer> answers) {
        this.name = name;
        this.conf = conf;
        this.answers = answers;
        thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "session " + name));
        thread.execute(() -> {
            SessionState.start(conf);
            answers.accept(SqlAnswer.nothing(name));
        });
    }

    /** Runs a statement behind those that were given before, and answers. */
    void run(String sql) {
        thread.execute(() -> answers.accept(answer(sql)));
    }

    /** Cancels what runs now, as HiveServer2 does. */
    void cancel() {
        IDriver driver = running;
        if (driver != null) {
            driver.close();
        }
    }

    void close() throws InterruptedException {
        thread.execute(() -> {
            try {
                SessionState.get().close();
            } catch (IOException e) {
                e.printStackTrace();
            }
        });
        thread.shutdown();
        thread.awaitTermination(30, TimeUnit.SECONDS);
    }

    private SqlAnswer answer(String sql) {
        String[] words = sql.strip().split("\\s+");
        try {
            CommandProcessor processor = CommandProcessorFactory.get(words, conf);
            if (processor instanceof IDriver driver) {
                return query(driver, sql);
            }
            return command(processor, sql.strip().substring(words[0].length()).strip());
        } catch (CommandProcessorException e) {
            return SqlAnswer.failed(name, Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
        } catch (Exception e) {
            e.printStackTrace();
            return SqlAnswer.failed(name, e.toString());
        }
    }

    private SqlAnswer query(IDriver driver, String sql) throws CommandProcessorException, IOException {
        running = driver;
        try {
            driver.run(sql);
            List<FieldSchema> fields = driver.getSchema().getFieldSchemas();
            List<List<String>> rows = new ArrayList<>();
            List<Object> batch = new ArrayList<>();
            boolean typed = true;
            while (driver.getResults(batch)) {
                for (Object row : batch) {
                    typed &= row instanceof Object[];
                    rows.add(row instanceof Object[] cells ? texts(cells) : List.of(row.toString()));
                }
                batch.clear();
            }
            if (fields == null || rows.isEmpty() && driver.getFetchTask() == null) {
                return SqlAnswer.nothing(name);
            }
            List<String> types = fields.stream().map(FieldSchema::getType).toList();
            return SqlAnswer.rows(name, typed ? types : List.of(LINE), rows);
        } finally {
            running = null;
            driver.close();
            driver.destroy();
        }
    }

    private static List<String> texts(Object[] cells) {
        return Arrays.asList(Arrays.stream(cells).map(SqlSession::text).toArray(String[]::new));
    }

    private static String text(Object cell) {
        return cell instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : cell == null ? null : cell.toString();
    }

    /** SET, ADD JAR and the like print what they have to say. */
    private SqlAnswer command(CommandProcessor processor, String words) throws Exception {
        SessionState session = SessionState.get();
        SessionStream former = session.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        session.out = new SessionStream(printed, true, StandardCharsets.UTF_8.name());
        try {
            processor.run(words);
        } finally {
            session.out = former;
        }
        List<List<String>> lines =
                printed.toString(StandardCharsets.UTF_8).lines().map(List::of).toList();
        return SqlAnswer.rows(name, List.of(LINE), lines);
    }
}
