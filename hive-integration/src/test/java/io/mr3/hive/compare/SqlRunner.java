package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.hive.compare.SqlAnswer.Question;
import io.mr3.hive.shell.ShellConfiguration;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hive.common.io.SessionStream;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.ql.IDriver;
import org.apache.hadoop.hive.ql.processors.CommandProcessor;
import org.apache.hadoop.hive.ql.processors.CommandProcessorException;
import org.apache.hadoop.hive.ql.processors.CommandProcessorFactory;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hadoop.hive.serde2.SerDeUtils;
import org.apache.hadoop.hive.serde2.thrift.ThriftFormatter;

/**
 * Main of a process that is one Hive session: reads questions from standard input, one JSON object a line, and writes an
 * answer for each to standard output. Whatever else prints goes to standard error. Ends with its input.
 */
public final class SqlRunner {
    private static final String LINE = "string";

    private final HiveConf conf;

    private SqlRunner(HiveConf conf) {
        this.conf = conf;
    }

    /**
     * @param args as for {@code bin/hive}: {@code --engine=…} and {@code --hiveconf key=value}
     */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        ObjectMapper json = new ObjectMapper();
        int exitCode = 0;
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            HiveConf conf = ShellConfiguration.open(List.of(args));
            // rows arrive as objects of their types instead of as lines of text
            conf.set(SerDeUtils.LIST_SINK_OUTPUT_FORMATTER, ThriftFormatter.class.getName());
            SessionState.start(conf);
            SqlRunner runner = new SqlRunner(conf);
            answers.println(json.writeValueAsString(SqlAnswer.nothing()));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                Question question = json.readValue(line, Question.class);
                answers.println(json.writeValueAsString(runner.answer(question.sql())));
            }
            SessionState.get().close();
        } catch (Exception e) {
            e.printStackTrace();
            answers.println(json.writeValueAsString(SqlAnswer.failed(e.toString())));
            exitCode = 1;
        }
        // threads of Hive's metastore client outlive the session
        System.exit(exitCode);
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
            return SqlAnswer.failed(Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
        } catch (Exception e) {
            e.printStackTrace();
            return SqlAnswer.failed(e.toString());
        }
    }

    private static SqlAnswer query(IDriver driver, String sql) throws CommandProcessorException, IOException {
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
                return SqlAnswer.nothing();
            }
            List<String> types = fields.stream().map(FieldSchema::getType).toList();
            return SqlAnswer.rows(typed ? types : List.of(LINE), rows);
        } finally {
            driver.close();
            driver.destroy();
        }
    }

    private static List<String> texts(Object[] cells) {
        return Arrays.asList(Arrays.stream(cells).map(SqlRunner::text).toArray(String[]::new));
    }

    private static String text(Object cell) {
        return cell instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : cell == null ? null : cell.toString();
    }

    /** SET, ADD JAR and the like print what they have to say. */
    private static SqlAnswer command(CommandProcessor processor, String words) throws Exception {
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
        return SqlAnswer.rows(List.of(LINE), lines);
    }
}
