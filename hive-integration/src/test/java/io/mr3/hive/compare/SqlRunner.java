package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.hive.compare.SqlAnswer.Question;
import io.mr3.hive.shell.ShellConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.serde2.SerDeUtils;
import org.apache.hadoop.hive.serde2.thrift.ThriftFormatter;

/**
 * Main of a process with Hive sessions: reads questions from standard input, one JSON object a line, and writes an answer
 * for each to standard output; sessions answer at the same time. Whatever else prints goes to standard error. Ends with its
 * input.
 */
public final class SqlRunner {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HiveConf conf;
    private final PrintStream answers;
    private final Map<String, SqlSession> sessions = new HashMap<>();

    private SqlRunner(HiveConf conf, PrintStream answers) {
        this.conf = conf;
        this.answers = answers;
    }

    /**
     * @param args as for {@code bin/hive}: {@code --engine=…} and {@code --hiveconf key=value}
     */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        int exitCode = 0;
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            HiveConf conf = ShellConfiguration.open(List.of(args));
            // rows arrive as objects of their types instead of as lines of text
            conf.set(SerDeUtils.LIST_SINK_OUTPUT_FORMATTER, ThriftFormatter.class.getName());
            SqlRunner runner = new SqlRunner(conf, answers);
            runner.session(SqlAnswer.FIRST_SESSION);
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                runner.take(JSON.readValue(line, Question.class));
            }
            for (SqlSession session : runner.sessions.values()) {
                session.close();
            }
        } catch (Exception e) {
            e.printStackTrace();
            answers.println(JSON.writeValueAsString(SqlAnswer.failed(SqlAnswer.FIRST_SESSION, e.toString())));
            exitCode = 1;
        }
        // threads of Hive's metastore client outlive the session
        System.exit(exitCode);
    }

    private void take(Question question) {
        SqlSession session = session(question.session());
        if (question.sql() == null) {
            session.cancel();
        } else {
            session.run(question.sql());
        }
    }

    /** The first answer of a session says that it is open. */
    private SqlSession session(String name) {
        return sessions.computeIfAbsent(name, n -> new SqlSession(n, new HiveConf(conf), this::write));
    }

    private synchronized void write(SqlAnswer answer) {
        try {
            answers.println(JSON.writeValueAsString(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
