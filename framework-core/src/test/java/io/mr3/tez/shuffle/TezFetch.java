package io.mr3.tez.shuffle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.tez.http.HttpConnectionParams;
import org.apache.tez.runtime.api.InputContext;
import org.apache.tez.runtime.library.common.CompositeInputAttemptIdentifier;
import org.apache.tez.runtime.library.common.InputAttemptIdentifier;
import org.apache.tez.runtime.library.common.shuffle.FetchedInput;
import org.apache.tez.runtime.library.common.shuffle.FetchedInputAllocator;
import org.apache.tez.runtime.library.common.shuffle.FetchedInputCallback;
import org.apache.tez.runtime.library.common.shuffle.Fetcher;
import org.apache.tez.runtime.library.common.shuffle.FetcherCallback;
import org.apache.tez.runtime.library.common.shuffle.InputAttemptFetchFailure;
import org.apache.tez.runtime.library.common.shuffle.MemoryFetchedInput;
import org.apache.tez.runtime.library.common.shuffle.orderedgrouped.InMemoryReader;

/** One of Tez's unordered fetchers, and what it brings: records of {@link TezOutput} by output and partition. */
final class TezFetch implements FetcherCallback, FetchedInputAllocator {
    final Map<String, SortedMap<String, Integer>> fetched = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<InputAttemptFetchFailure> failed = new ConcurrentLinkedQueue<>();

    /** Runs one to its end; it waits for a connection as long as Tez does by default, and ten seconds for bytes. */
    static TezFetch of(
            InputContext context,
            Configuration conf,
            boolean keepAlive,
            byte[] secret,
            String host,
            int port,
            int partition,
            int count,
            List<String> outputs)
            throws Exception {
        TezFetch fetch = new TezFetch();
        List<InputAttemptIdentifier> inputs = new ArrayList<>();
        for (String output : outputs) {
            inputs.add(new CompositeInputAttemptIdentifier(inputs.size() * count, 0, output, count));
        }
        new Fetcher.FetcherBuilder(
                        fetch,
                        new HttpConnectionParams(keepAlive, 8, 180_000, 10_000, 4096, false, null),
                        fetch,
                        context,
                        ConsumerContext.secretManager(secret),
                        conf,
                        false,
                        "consumer.host",
                        1,
                        false,
                        true,
                        true)
                .assignWork(host, port, partition, count, inputs)
                .build()
                .call();
        return fetch;
    }

    @Override
    public FetchedInput allocate(long actual, long compressed, InputAttemptIdentifier id) {
        return new MemoryFetchedInput(actual, id, new FetchedInputCallback() {
            @Override
            public void fetchComplete(FetchedInput input) {}

            @Override
            public void fetchFailed(FetchedInput input) {}

            @Override
            public void freeResources(FetchedInput input) {}
        });
    }

    @Override
    public FetchedInput allocateType(FetchedInput.Type type, long actual, long compressed, InputAttemptIdentifier id) {
        return allocate(actual, compressed, id);
    }

    @Override
    public void fetchSucceeded(
            String host, InputAttemptIdentifier id, FetchedInput input, long packed, long bytes, long millis)
            throws IOException {
        byte[] data = ((MemoryFetchedInput) input).getBytes();
        SortedMap<String, Integer> records = new TreeMap<>();
        InMemoryReader reader = new InMemoryReader(null, id, data, 0, data.length);
        DataInputBuffer buffer = new DataInputBuffer();
        while (reader.nextRawKey(buffer)) {
            Text key = new Text();
            key.readFields(buffer);
            reader.nextRawValue(buffer);
            records.put(key.toString(), buffer.readInt());
        }
        String partition = records.firstKey().substring(0, records.firstKey().indexOf('-'));
        fetched.put(id.getPathComponent() + "/" + partition, records);
    }

    @Override
    public void fetchFailed(String host, InputAttemptFetchFailure failure, boolean connectFailed) {
        failed.add(failure);
    }
}
