package io.mr3.tez.shuffle;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.tez.common.TezUtils;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.common.security.JobTokenIdentifier;
import org.apache.tez.common.security.JobTokenSecretManager;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputContext;
import org.apache.tez.runtime.api.InputStatisticsReporter;
import org.apache.tez.runtime.api.MemoryUpdateCallback;
import org.apache.tez.runtime.api.impl.ExecutionContextImpl;

/** The context that Tez's inputs get from a task runtime, as far as they need it to fetch. */
final class ConsumerContext {
    static final byte[] SECRET = "the application's secret".getBytes(StandardCharsets.US_ASCII);
    private static final long MEMORY = 64L << 20;

    private ConsumerContext() {}

    static JobTokenSecretManager secretManager(byte[] secret) {
        return new JobTokenSecretManager(JobTokenSecretManager.createSecretKey(secret));
    }

    /** @param sent receives the events of the input, read errors among them */
    static InputContext of(DagId dag, Configuration conf, Path workDir, ConcurrentLinkedQueue<Event> sent)
            throws IOException {
        InputContext context = mock(InputContext.class);
        when(context.getApplicationId())
                .thenReturn(ApplicationId.newInstance(
                        dag.app().clusterTimestamp(), dag.app().number()));
        when(context.getDagIdentifier()).thenReturn(dag.number());
        when(context.getCounters()).thenReturn(new TezCounters());
        when(context.getSourceVertexName()).thenReturn("Map 1");
        when(context.getTaskVertexName()).thenReturn("Reducer 2");
        when(context.getInputOutputVertexNames()).thenReturn("Map 1 -> Reducer 2");
        when(context.getUniqueIdentifier()).thenReturn("attempt_1_0001_1_01_000000_0_10000");
        when(context.getUserPayload()).thenReturn(TezUtils.createUserPayloadFromConf(conf));
        when(context.getContainerConfiguration()).thenReturn(new Configuration(false));
        when(context.getWorkDirs()).thenReturn(new String[] {workDir.toString()});
        when(context.getTotalMemoryAvailableToTask()).thenReturn(MEMORY);
        when(context.getStatisticsReporter()).thenReturn(mock(InputStatisticsReporter.class));
        when(context.getExecutionContext()).thenReturn(new ExecutionContextImpl("consumer.host"));
        when(context.getServiceConsumerMetaData(anyString())).thenReturn(jobToken());
        when(context.getServiceProviderMetaData(anyString())).thenReturn(ByteBuffer.allocate(4));
        when(context.createTezFrameworkExecutorService(anyInt(), anyString()))
                .thenAnswer(call -> Executors.newFixedThreadPool(call.getArgument(0)));
        doAnswer(call -> {
                    ((MemoryUpdateCallback) call.getArgument(1)).memoryAssigned(call.getArgument(0));
                    return null;
                })
                .when(context)
                .requestInitialMemory(anyLong(), any());
        doAnswer(call -> sent.addAll(call.<Collection<Event>>getArgument(0)))
                .when(context)
                .sendEvents(any());
        return context;
    }

    private static ByteBuffer jobToken() throws IOException {
        Token<JobTokenIdentifier> token = new Token<>(new byte[0], SECRET, new Text("mapreduce.job"), new Text());
        DataOutputBuffer out = new DataOutputBuffer();
        token.write(out);
        return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    }
}
