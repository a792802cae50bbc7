package io.mr3.shuffle;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a fetcher asks for: a range of partitions of some outputs of one DAG, as in
 * {@code /mapOutput?job=job_1_0001&dag=1&reduce=3-5&map=attempt_1_0001_1_00_000000_0_10003,attempt_…}.
 *
 * @param lastPartition inclusive
 * @param outputs path components in the order of the request; each is a directory name without any separator
 */
record ShuffleRequest(DagId dag, int firstPartition, int lastPartition, List<String> outputs) {
    private static final Pattern JOB = Pattern.compile("job_(\\d{1,18})_(\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    /** An attempt, the number of its output, and the number of the spill if spills are fetched one by one. */
    private static final Pattern OUTPUT = Pattern.compile("attempt(_\\d{1,18}){7,8}");

    /**
     * @param uri path and query of the request line
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ShuffleRequest parse(String uri) {
        QueryStringDecoder decoded = new QueryStringDecoder(uri);
        if (!decoded.path().equals("/mapOutput")) {
            throw new IllegalArgumentException("expected path /mapOutput");
        }
        Map<String, List<String>> query = decoded.parameters();
        Matcher job = one(query, "job", JOB);
        Matcher dag = one(query, "dag", NUMBER);
        Matcher range = one(query, "reduce", RANGE);
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (last < first) {
            throw new IllegalArgumentException("expected an ascending range, got reduce=" + range.group());
        }
        AppId app = new AppId(Long.parseLong(job.group(1)), Integer.parseInt(job.group(2)));
        List<String> outputs = List.of(only(query, "map").split(","));
        outputs.forEach(output -> match("map", output, OUTPUT));
        return new ShuffleRequest(new DagId(app, Integer.parseInt(dag.group())), first, last, outputs);
    }

    private static Matcher one(Map<String, List<String>> query, String name, Pattern form) {
        return match(name, only(query, name), form);
    }

    private static Matcher match(String name, String value, Pattern form) {
        Matcher matcher = form.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected " + name + " of the form " + form);
        }
        return matcher;
    }

    private static String only(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException("expected " + name + " once, got it " + values.size() + " times");
        }
        return values.get(0);
    }
}
